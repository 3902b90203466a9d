"""The MongoDB sink against a server with MongoDB's wire protocol."""

import datetime
import json
import subprocess
import unittest

from contract import ServerContract
from mongodb_server import MongodbServer
from program import ProgramTest


def setUpModule():
    global SERVER
    SERVER = MongodbServer().start()
    unittest.addModuleCleanup(SERVER.remove)


class MongodbContract(ServerContract, unittest.TestCase):
    ROWS = 2_000

    def setUp(self):
        super().setUp()
        self.client = SERVER.client()
        self.addCleanup(self.client.close)
        self.client.drop_database("contract")

    def server(self):
        return SERVER

    def sink(self, address=None):
        return SERVER.uri("contract", address) + "#rows"

    def stored(self):
        return [row["n"] for row in self.client.contract.rows.find({}, {"n": 1, "_id": 0})]

    def spec_parts(self):
        if self._testMethodName == "test_a_silent_server_holds_the_source_back":
            return {}  # There n is the same in most rows.
        # The server may look at this index before it looks at that of _id.
        return {"sinks": {"mongodb": {"indexes": [{"key": {"n": 1}, "unique": True}]}}}

    def refused_rows(self):
        return ["5,again\n", "60,again\n", "999,again\n"]

    def wrong_targets(self):
        host, port = SERVER.address
        good = SERVER.uri("contract")
        name = {"MYSIMBDP_MONGODB_USERNAME": "nobody", "MYSIMBDP_MONGODB_PASSWORD": "s3cret-word"}
        return [
            ("password", f"{good}#rows", {}, name, "127.0.0.1.*[Aa]uthentication failed"),
            ("port", "mongodb://127.0.0.1:1/contract#rows", {}, {}, "127.0.0.1:1: Connection refused"),
            ("host", "mongodb://no-such-host.invalid/contract#rows", {}, {}, "no-such-host.*not known"),
            ("no TLS there", f"mongodb://{host}:{port}/contract?tls=true#rows", {}, {}, "TLS"),
            ("password in the URI", f"mongodb://me:s3cret-word@{host}:{port}/contract#rows", {}, {},
             "a password does not belong"),
            ("database", f"mongodb://{host}:{port}/#rows", {}, {}, "the database's name is missing"),
            ("collection", f"mongodb://{host}:{port}/contract#system.users", {}, {},
             "the server's own"),
            ("write concern", f"{good}&w=0#rows", {}, {}, "nobody acknowledges"),
            ("option", f"{good}#rows", {"sinks": {"mongodb": {"bulk_byte": 1}}}, {},
             "did you mean 'bulk_bytes'"),
            ("validator", f"{good}#rows", {"sinks": {"mongodb": {"validator": True}}}, {},
             "the job has none"),
            ("index", f"{good}#rows", {"sinks": {"mongodb": {"indexes": [{"unique": True}]}}}, {},
             "an index has no 'key'"),
            ("shard key", f"{good}#rows", {"sinks": {"mongodb": {"shard_key": {"n": "hashed"}}}}, {},
             "cannot shard contract.rows: this is no mongos"),
        ]


class JobTest(ProgramTest):
    """Jobs into the collection `rows` of the database `own`."""

    def connect(self, server, **options):
        self.client = server.client(**options)
        self.addCleanup(self.client.close)
        self.database = self.client.own

    def spec(self, **parts):
        filter_text = parts.pop("filter", 'csv { columns => ["n", "t"] } '
                                'mutate { convert => { "n" => "integer" } remove_field => ["message"] }')
        self.write("job.json", json.dumps({
            "client_id": "alice", "job_name": "own",
            "filebeat_config_args": {"filename_pattern": "*.csv"},
            "logstash_pipeline_config_args": {"filter": filter_text, "index_name": "rows"},
            "events": dict.fromkeys(["@version", "log.file.path", "log.offset", "host.name"], False),
            **parts}))

    def run_job(self, text, *more, code=0, server=None, options="", collection="",
                **named):
        self.write("in.csv", text)
        uri = (server or SERVER).uri("own", options=options) + collection
        return self.expect(code, "run", "job.json", "--input", "in.csv", "--to", uri, "--home",
                           self.home, *more, **named)

    def dead_letters(self):
        return [json.loads(line)
                for path in (self.home / "tenants" / "alice" / "dead_letters").glob("*.jsonl")
                for line in path.read_text().splitlines()]


class Mongodb(JobTest):
    """What is this sink's own."""

    def setUp(self):
        super().setUp()
        self.connect(SERVER)
        self.client.drop_database("own")

    def test_documents_have_types_and_the_rows_id(self):
        self.spec()
        self.run_job("7,seven\n8,é\n")
        rows = list(self.database.rows.find().sort("n"))
        self.assertEqual([16, 16], [len(row["_id"]) for row in rows])
        self.assertLess(rows[0]["_id"], rows[1]["_id"])
        self.assertEqual([(7, "seven"), (8, "é")], [(row["n"], row["t"]) for row in rows])
        self.assertEqual(2, self.database.rows.count_documents({"n": {"$type": "long"}}))
        self.assertIsInstance(rows[0]["@timestamp"], datetime.datetime)

    def test_a_text_of_the_event_may_be_the_id(self):
        self.spec(document_id="row-%{n}")
        done = self.run_job("1,a\n2,b\n1,c\n")
        self.assertIn("delivered 2 + already there 1", done.stdout)
        self.assertEqual({"row-1": "a", "row-2": "b"},
                         {row["_id"]: row["t"] for row in self.database.rows.find()})

    def test_what_the_validator_refuses_is_a_dead_letter_with_the_servers_reason(self):
        mapping = {"mappings": {"properties": {
            "n": {"type": "integer"}, "t": {"type": "keyword"},
            "o": {"properties": {"b": {"type": "boolean"}}}}}}
        self.spec(elasticsearch_index_config=mapping, sinks={"mongodb": {"validator": True}},
                  filter='csv { columns => ["n", "t"] } if [t] == "good" { mutate { convert '
                         '=> { "n" => "integer" } } } mutate { remove_field => ["message"] }')
        self.run_job("1,good\n2,bad\n3,good\n")
        self.assertEqual([1, 3], sorted(row["n"] for row in self.database.rows.find()))
        [letter] = self.dead_letters()
        self.assertEqual("sink", letter["stage"])
        self.assertIn("Document failed validation", letter["reason"])
        self.assertIn("bsonType", letter["reason"])

    def test_a_repeat_from_nothing_finds_every_row_there(self):
        self.spec(sinks={"mongodb": {"indexes": [{"key": {"n": 1}, "unique": True}]}})
        text = "".join(f"{n % 50},{n}\n" for n in range(60))
        done = self.run_job(text)
        self.assertIn("delivered 50 + already there 0 + dropped 0 + dead letters 10", done.stdout)
        self.assertIn("E11000", self.dead_letters()[0]["reason"])
        self.home = self.folder / "another"
        done = self.run_job(text)
        self.assertIn("delivered 0 + already there 50 + dropped 0 + dead letters 10", done.stdout)

    def test_indexes_are_made_once(self):
        indexes = [{"key": {"n": 1, "t": -1}, "unique": True},
                   {"key": {"@timestamp": 1}, "name": "old", "expireAfterSeconds": 3600}]
        self.spec(sinks={"mongodb": {"indexes": indexes}})
        self.run_job("1,a\n")
        self.run_job("2,b\n")
        made = self.database.rows.index_information()
        self.assertEqual({"_id_", "n_1_t_-1", "old"}, set(made))
        self.assertTrue(made["n_1_t_-1"]["unique"])
        self.assertEqual(3600, made["old"]["expireAfterSeconds"])
        self.spec(sinks={"mongodb": {"indexes": [{"key": {"n": 1, "t": -1}}]}})
        done = self.run_job("3,c\n", "--dataset", "other", code=1, collection="#rows")
        self.assertIn("create the indexes of own.rows", done.stderr)

    def test_restart_replaces_the_collection(self):
        self.spec()
        self.run_job("1,a\n")
        self.spec(filter='csv { columns => ["n"] }')
        self.run_job("2,b\n", "--restart")
        self.assertEqual(["2"], [row["n"] for row in self.database.rows.find()])

    def test_bulks_may_be_small(self):
        self.spec(sinks={"mongodb": {"bulk_documents": 7, "bulk_bytes": 2000, "connections": 2}})
        self.run_job("".join(f"{n},{'x' * (n % 3000)}\n" for n in range(3000)))
        self.assertEqual(3000, self.database.rows.count_documents({}))


class Login(JobTest):
    """With users and their rights."""

    @classmethod
    def setUpClass(cls):
        cls.server = MongodbServer()
        cls.addClassCleanup(cls.server.remove)
        cls.server.start()
        with cls.server.client() as client:
            client.admin.command("createUser", "root", pwd="root-word", roles=["root"])
            client.own.command("createUser", "alice", pwd="alice-w0rd:@/",
                               roles=[{"role": "readWrite", "db": "own"}])
        cls.server.stop()
        cls.server.options = (*cls.server.options, "--auth")
        cls.server.start()

    def setUp(self):
        super().setUp()
        self.connect(self.server, username="root", password="root-word")

    def test_the_password_comes_from_the_environment_or_a_file(self):
        self.spec()
        options = "&authSource=own"
        name = {"MYSIMBDP_MONGODB_USERNAME": "alice"}
        self.run_job("1,a\n", server=self.server, options=options,
                     environment={**name, "MYSIMBDP_MONGODB_PASSWORD": "alice-w0rd:@/"})
        self.write("password", "alice-w0rd:@/\n")
        self.run_job("2,b\n", server=self.server, options=options,
                     environment={**name, "MYSIMBDP_MONGODB_PASSWORD_FILE": "password"})
        self.assertEqual({1, 2}, {row["n"] for row in self.database.rows.find()})

    def test_a_wrong_one_is_one_error_without_it(self):
        self.spec()
        done = self.run_job("3,a\n", server=self.server, options="&authSource=own", code=1,
                            environment={"MYSIMBDP_MONGODB_USERNAME": "alice",
                                         "MYSIMBDP_MONGODB_PASSWORD": "gu3ssed"})
        self.assertRegex(done.stderr, "[Aa]uthentication failed")
        self.assertNotIn("gu3ssed", done.stdout + done.stderr)

    def test_no_password_is_told_as_missing_rights(self):
        self.spec()
        done = self.run_job("3,a\n", server=self.server, code=1)
        self.assertRegex(done.stderr, "(?i)authenticat|not authorized|unauthorized")

    def test_rights_elsewhere_are_no_rights_here(self):
        self.spec()
        self.write("in.csv", "1,a\n")
        done = self.expect(1, "run", "job.json", "--input", "in.csv", "--home", self.home, "--to",
                           self.server.uri("bobs", options="&authSource=own"),
                           environment={"MYSIMBDP_MONGODB_USERNAME": "alice",
                                        "MYSIMBDP_MONGODB_PASSWORD": "alice-w0rd:@/"})
        self.assertRegex(done.stderr, "(?i)not authorized")


class Tls(JobTest):
    """Encrypted, with certificates of our own."""

    def certificate(self, name, host):
        """A key, and a certificate that it signed itself, for `host`."""
        key, certificate = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key,
                        "-out", certificate, "-days", "2", "-subj", "/CN=test",
                        "-addext", f"subjectAltName={host}"], check=True, capture_output=True)
        return key, certificate

    def start(self, host):
        key, certificate = self.certificate("server", host)
        server = MongodbServer("--tls-cert-file", str(certificate), "--tls-key-file", str(key))
        self.addCleanup(server.remove)
        return server.start(), certificate

    def test_a_trusted_certificate_is_good(self):
        server, certificate = self.start("IP:127.0.0.1")
        self.spec()
        self.run_job("1,a\n2,b\n", server=server, options=f"&tls=true&tlsCAFile={certificate}")
        with server.client(tls=True, tlsCAFile=str(certificate)) as client:
            self.assertEqual(2, client.own.rows.count_documents({}))

    def test_wrong_ones_are_told(self):
        server, certificate = self.start("DNS:elsewhere.example")
        _, other = self.certificate("other", "IP:127.0.0.1")
        self.spec()
        for name, trusted in (("name", certificate), ("issuer", other)):
            with self.subTest(name):
                done = self.run_job("1,a\n", server=server, code=1,
                                    options=f"&tls=true&tlsCAFile={trusted}")
                self.assertRegex(done.stderr, "TLS handshake failed.*certificate")
                self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)


# Its tests are run by the class above alone.
del ServerContract

if __name__ == "__main__":
    unittest.main()
