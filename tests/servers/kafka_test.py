"""The contract for Kafka, against a real broker."""

import json
import subprocess
import unittest
import uuid

from contract import ServerContract
from proxy import Proxy
from server import Server

USER = "alice:secret-of-alice"


class KafkaTest(ServerContract, unittest.TestCase):

    # A run that was killed sends again what came after its last mark: readers have the ids.
    ONCE = False
    BY_ID = False

    @classmethod
    def setUpClass(cls):
        # Brokers tell clients where to come next, so there is one proxy, and the broker knows it.
        cls.shared_proxy = Proxy()
        cls.broker = Server("kafka", "--behind", cls.shared_proxy.address, "--tls", "--sasl", USER)
        cls.addClassCleanup(cls.shared_proxy.close)
        cls.addClassCleanup(cls.broker.remove)
        cls.broker.install().start()

    def setUp(self):
        super().setUp()
        self.topic = "t" + uuid.uuid4().hex
        self.shared_proxy.be_well()

    def server(self):
        return self.broker

    def behind(self):
        host, port = self.broker.file("behind_url").rsplit(":", 1)
        return host, int(port)

    def proxy(self):
        self.shared_proxy.target = self.behind()
        self.addCleanup(self.shared_proxy.be_well)
        return self.shared_proxy

    def sink(self, address=None):
        host, port = address or self.broker.address
        return f"kafka:{host}:{port}#{self.topic}"

    def read(self, form):
        """Every message of the topic, a line each."""
        done = subprocess.run(
            ["kcat", "-b", self.broker.url, "-t", self.topic, "-C", "-e", "-q",
             "-X", "allow.auto.create.topics=false", "-f", form + "\\n"],
            capture_output=True, timeout=60, check=False)
        return done.stdout.decode().splitlines()

    def stored(self):
        return [json.loads(line)["n"] for line in self.read("%s")]

    def refused_rows(self):
        return [f"-1,{'x' * 1_100_000}\n", f"-2,{'x' * 1_200_000}\n"]

    def wrong_targets(self):
        sasl = {"security": "sasl_plaintext", "username": "alice"}
        tls = self.broker.file("tls_url")
        ca = {"security": "ssl", "ca_file": str(self.broker.folder / "ca.pem")}
        return [
            ("nobody listens", f"kafka:127.0.0.1:1#{self.topic}", {}, {}, "Connection refused"),
            ("no such host", f"kafka:no-such-host.invalid:9092#{self.topic}", {}, {}, "resolve"),
            ("no port", f"kafka:127.0.0.1#{self.topic}", {}, {}, "every host needs a port"),
            ("no topic", f"kafka:127.0.0.1:9092#a/b", {}, {}, "a topic has 1 to 249"),
            ("another's password", f"kafka:{self.broker.file('sasl_url')}#{self.topic}",
             {"sinks": {"kafka": sasl}}, {"MYSIMBDP_KAFKA_PASSWORD": "wrong-secret"},
             "[Aa]uthentication failed"),
            ("no password", f"kafka:{self.broker.file('sasl_url')}#{self.topic}",
             {"sinks": {"kafka": sasl}}, {}, "'sasl_plaintext' needs 'username', and the password"),
            ("an unknown authority", f"kafka:{tls}#{self.topic}",
             {"sinks": {"kafka": {"security": "ssl"}}}, {}, "certificate"),
            ("a certificate for another name",
             f"kafka:{tls.replace('localhost', '127.0.0.1')}#{self.topic}",
             {"sinks": {"kafka": ca}}, {}, "certificate"),
        ]

    # ---- what only Kafka has ----

    def test_a_user_with_the_right_password_delivers(self):
        self.write_spec(sinks={"kafka": {"security": "sasl_plaintext", "username": "alice"}})
        self.write("in.csv", self.rows(10))
        self.expect(0, *self.command(sink=f"kafka:{self.broker.file('sasl_url')}#{self.topic}"),
                    environment={"MYSIMBDP_KAFKA_PASSWORD": USER.split(":")[1]})
        self.expect_stored(range(10))

    def test_the_right_certificate_is_taken(self):
        self.write_spec(sinks={"kafka": {
            "security": "ssl", "ca_file": str(self.broker.folder / "ca.pem")}})
        self.write("in.csv", self.rows(10))
        self.run_job(0, sink=f"kafka:{self.broker.file('tls_url')}#{self.topic}")
        self.expect_stored(range(10))

    def test_keys_are_made_of_fields_and_ids_are_the_rows(self):
        self.write_spec(sinks={"kafka": {"key": "k-%{n}", "partitions": 3}})
        self.write("in.csv", self.rows(100) + ",no number\n")
        done = self.run_job(0)
        self.assertEqual(1, self.figures(done.stdout)[5])
        lines = [line.split(" ") for line in self.read("%k %h %p")]
        self.assertEqual({f"k-{n}" for n in range(100)}, {key for key, _, _ in lines})
        ids = {header for _, header, _ in lines}
        self.assertEqual(100, len(ids))
        for header in ids:
            self.assertRegex(header, "^id=[0-9a-f]{32}$")
        self.assertEqual({"0", "1", "2"}, {partition for _, _, partition in lines})

    def test_ids_are_the_same_when_rows_come_again(self):
        self.write("in.csv", self.rows(100))
        self.run_job(0)
        self.home = self.folder / "another home"
        self.run_job(0)
        ids = self.read("%h")
        self.assertEqual(200, len(ids))
        self.assertEqual(100, len(set(ids)))


del ServerContract

if __name__ == "__main__":
    unittest.main()
