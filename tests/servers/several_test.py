"""A job into several sinks at once: each has every row, whatever happens to another one."""

import json
import random
import signal
import sqlite3
import subprocess
import unittest
import uuid

from contract import FIGURES, FILTER, NO_EVENT_FIELDS
from program import PROGRAM, ProgramTest
from proxy import Proxy
from server import Server

ROWS = 200_000


class SeveralContract(ProgramTest):
    """What holds for any set of sinks."""

    def setUp(self):
        super().setUp()
        self.write("job.json", json.dumps({
            "client_id": "alice", "job_name": "several",
            "filebeat_config_args": {"filename_pattern": "*.csv"},
            "logstash_pipeline_config_args": {"filter": FILTER, "index_name": "several"},
            "events": NO_EVENT_FIELDS,
            "sinks": {"files": {"max_bytes": 2_000_000},
                      "kafka": {"delivery_timeout_seconds": 60}}}))
        self.write("in/a.csv", self.rows(0, ROWS // 2))
        self.write("in/b.csv", self.rows(ROWS // 2, ROWS))
        self.local = [f"sqlite:{self.folder}/out.db#rows", f"ndjson:{self.folder}/out.ndjson",
                      f"files:{self.folder}/out/%{{n}}.ndjson.gz"]

    @staticmethod
    def rows(first, end):
        return "".join(f"{n},{'x' * (n % 90)}\n" for n in range(first, end))

    def command(self, sinks, *more):
        to = [word for sink in sinks for word in ("--to", sink)]
        return ["run", "job.json", "--home", str(self.home), "--input", "in", *to, *more]

    def begin(self, sinks):
        process = subprocess.Popen([PROGRAM, *self.command(sinks)], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        return process

    @staticmethod
    def _end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def stored_locally(self):
        """The numbers that each local sink has, in order."""
        database = sqlite3.connect(self.folder / "out.db")
        yield "sqlite", [n for (n,) in database.execute("SELECT n FROM rows ORDER BY n")]
        database.close()
        with open(self.folder / "out.ndjson", encoding="utf-8") as lines:
            yield "ndjson", [json.loads(line)["n"] for line in lines]
        numbers = []
        for path in sorted((self.folder / "out").iterdir()):
            done = subprocess.run(["gzip", "-dc", path], capture_output=True, check=True)
            numbers += [json.loads(line)["n"] for line in done.stdout.splitlines()]
        yield "files", numbers

    def expect_all(self, rows=ROWS):
        for name, numbers in self.stored_locally():
            self.assertEqual(rows, len(numbers), name)
            self.assertTrue(numbers == list(range(rows)), name)

    def figures_of(self, said):
        return [[int(n.replace(",", "") or 0) for n in line] for line in FIGURES.findall(said)]

    def test_all_have_every_row_and_figures_of_their_own(self):
        done = self.expect(0, *self.command(self.local))
        self.assertEqual([[ROWS, 0, ROWS, 0, 0, 0]] * len(self.local),
                         self.figures_of(done.stdout))
        self.expect_all()
        again = self.expect(0, *self.command(self.local))
        self.assertEqual(len(self.local), again.stdout.count("already done"))
        self.write("in/c.csv", self.rows(ROWS, ROWS + 10))
        self.expect(0, *self.command(self.local))
        self.expect_all(ROWS + 10)

    def test_kill_9_anywhere(self):
        chance = random.Random(7)
        output = self.folder / "out.ndjson"
        kills = 0
        while True:
            process = self.begin(self.local)
            size = output.stat().st_size if output.exists() else 0
            limit = size * chance.random() * 1.2 + chance.randrange(4_000_000)
            while process.poll() is None and (
                    not output.exists() or output.stat().st_size <= limit):
                pass
            if process.poll() is not None:
                out, err = process.communicate()
                self.assertEqual(0, process.returncode, err)
                break
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            self.assertLess(kills, 200)
        for line in self.figures_of(out.decode()):
            self.assertEqual(ROWS, line[0])
            self.assertEqual(ROWS, line[2] + line[3])
        self.expect_all()


class LocalSinks(SeveralContract, unittest.TestCase):
    """Without a server."""

    def test_the_specification_may_name_them(self):
        spec = json.loads((self.folder / "job.json").read_text())
        self.write("job.json", json.dumps({**spec, "to": self.local}))
        done = self.expect(0, *self.command([], "--json", "--stats", "stats.json"))
        self.assertEqual(3, len(json.loads(done.stdout)["sinks"]))
        stats = json.loads((self.folder / "stats.json").read_text())["sinks"]
        self.assertTrue(all(sink["job_stats"]["conservation"]["holds"] for sink in stats))
        self.expect_all()

    def test_a_row_that_one_refuses_the_others_have(self):
        database = sqlite3.connect(self.folder / "out.db")
        database.execute("CREATE TABLE rows (_id BLOB PRIMARY KEY, n INTEGER CHECK (n <> 7), "
                         "text TEXT, _rest TEXT)")
        database.close()
        done = self.expect(0, *self.command(self.local))
        self.assertEqual([[ROWS, 0, ROWS - 1, 0, 0, 1], [ROWS, 0, ROWS, 0, 0, 0],
                          [ROWS, 0, ROWS, 0, 0, 0]], self.figures_of(done.stdout))
        letters = list((self.home / "tenants" / "alice" / "dead_letters").glob("*.jsonl"))
        self.assertEqual(1, len(letters))
        letter = json.loads(letters[0].read_text())
        self.assertEqual("sink", letter["stage"])
        self.assertTrue(letter["path"].endswith("a.csv"))

    def test_one_that_is_away_does_not_stop_the_others(self):
        sinks = [*self.local, "kafka:127.0.0.1:1#t"]
        done = self.expect(1, *self.command(sinks), timeout=120)
        self.assertIn("Connection refused", done.stderr)
        self.assertEqual(3, done.stdout.count(": finished"))
        self.expect_all()

    def test_standard_input_is_kept_until_all_have_it(self):
        rows = self.rows(0, 1000)
        sinks = [*self.local, "kafka:127.0.0.1:1#t"]
        command = [word if word != "in" else "-" for word in self.command(sinks)]
        done = self.expect(3, *command, stdin=rows)
        self.assertIn("--source-name", done.stderr)
        done = self.expect(1, *command, "--source-name", "rows.csv", stdin=rows)
        self.expect_all(1000)
        kept = self.home / "tenants" / "alice" / "spool" / "several" / "rows.csv"
        self.assertIn(f"go on with --input {kept}", done.stderr)
        self.assertEqual(rows, kept.read_text())
        command = [word if word != "in" else "-" for word in self.command(self.local)]
        self.expect(0, *command, "--source-name", "rows.csv", stdin=rows)
        self.assertFalse(kept.exists())
        self.expect_all(1000)

    def test_what_cannot_be_continued_stands_alone(self):
        done = self.expect(3, *self.command([self.local[0], "null:"]))
        self.assertIn("null: cannot be continued", done.stderr)
        done = self.expect(3, *self.command([self.local[0], self.local[0]]))
        self.assertIn("is named twice", done.stderr)


class BrokerAmongThem(SeveralContract, unittest.TestCase):
    """With a broker among the sinks that dies, or is slow."""

    @classmethod
    def setUpClass(cls):
        cls.proxy = Proxy()
        cls.broker = Server("kafka", "--behind", cls.proxy.address)
        cls.addClassCleanup(cls.proxy.close)
        cls.addClassCleanup(cls.broker.remove)
        cls.broker.install().start()

    def setUp(self):
        super().setUp()
        self.topic = "t" + uuid.uuid4().hex
        host, port = self.broker.file("behind_url").rsplit(":", 1)
        self.proxy.target = (host, int(port))
        self.proxy.be_well()
        self.local.append(f"kafka:{self.proxy.address}#{self.topic}")

    def stored_locally(self):
        yield from super().stored_locally()
        done = subprocess.run(
            ["kcat", "-b", self.broker.url, "-t", self.topic, "-C", "-e", "-q", "-f", "%s\\n"],
            capture_output=True, timeout=60, check=True)
        yield "kafka", sorted({json.loads(line)["n"] for line in done.stdout.splitlines()})

    def test_a_silent_one_is_let_go_and_catches_up(self):
        since = self.proxy.passed
        process = self.begin(self.local)
        self.assertTrue(self.proxy.wait_for(100_000, since), "nothing was sent")
        self.proxy.be_silent()
        # The others are through while it is silent: the files have their names then.
        output = self.folder / "out.ndjson"
        last = f'"n":{ROWS - 1},'.encode()
        while process.poll() is None and last not in output.read_bytes()[-300:]:
            pass
        self.assertIsNone(process.poll())
        self.proxy.be_well()
        out, err = process.communicate(timeout=120)
        self.assertEqual(0, process.returncode, err)
        self.assertEqual([ROWS] * 4, [line[0] for line in self.figures_of(out.decode())])
        self.expect_all()

    def test_a_dead_one_catches_up_in_a_later_run(self):
        since = self.proxy.passed
        process = self.begin(self.local)
        self.assertTrue(self.proxy.wait_for(100_000, since), "nothing was sent")
        self.broker.kill()
        self.proxy.cut()
        output = self.folder / "out.ndjson"
        last = f'"n":{ROWS - 1},'.encode()
        while process.poll() is None and last not in output.read_bytes()[-300:]:
            pass
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertIn(process.returncode, (1, 130))
        self.broker.start()
        done = self.expect(0, *self.command(self.local), timeout=120)
        self.assertEqual(3, done.stdout.count("already done"), done.stdout)
        self.expect_all()


del SeveralContract

if __name__ == "__main__":
    unittest.main()
