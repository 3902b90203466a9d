"""What every sink must do, against its real server. A test file makes a class of DeliveryContract, and
of ServerContract where there is a server to kill and a network to cut, and says how its sink is
written and what its server has:

    class KafkaTest(ServerContract, unittest.TestCase):
        def sink(self, address=None): ...    # the --to text; address: (host, port) to connect to
        def stored(self): ...                # the field n of every row that the server has
        ...

After each run the figures of the job are held against the server's own."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from program import PROGRAM, ProgramTest  # noqa: E402
from proxy import Proxy  # noqa: E402

FILTER = 'csv { columns => ["n","text"] } mutate { convert => { "n" => "integer" } }'
# Beside n and text nothing: a row is as long as it looks.
NO_EVENT_FIELDS = {name: False for name in (
    "message", "@timestamp", "@version", "log.file.path", "log.offset", "host.name")}
FIGURES = re.compile(r"read ([\d,]+)(?: \+ added ([\d,]+))? = delivered ([\d,]+) \+ already there "
                     r"([\d,]+) \+ dropped ([\d,]+) \+ dead letters ([\d,]+)")


class DeliveryContract(ProgramTest):
    """For every sink. What a test class says of its own:"""

    ROWS = 20_000
    #: Rows that come again are found by their ids. Else they may be there twice after a crash.
    ONCE = True
    #: So it is even for a platform that has forgotten everything (and not only cut back by a mark).
    BY_ID = True

    def sink(self, address=None):
        """The --to text. `address`: the host and port to connect to, else the server's own."""
        raise NotImplementedError

    def stored(self):
        """The field n of every row that is there, in any order."""
        raise NotImplementedError

    def spec_parts(self):
        """More keys of the job's specification."""
        return {}

    def environment(self):
        """More variables of the program, such as passwords."""
        return {}

    def refused_rows(self):
        """Lines of CSV (n,text) that this sink refuses, each for its own fault; empty: there are no
        such rows for this sink."""
        raise NotImplementedError

    # ---- the tools ----

    def setUp(self):
        super().setUp()
        self.write_spec()

    def write_spec(self, **more):
        spec = {
            "client_id": "alice", "job_name": "contract",
            "filebeat_config_args": {"filename_pattern": "*.csv"},
            "logstash_pipeline_config_args": {"filter": FILTER, "index_name": "contract"},
            "events": NO_EVENT_FIELDS, **self.spec_parts(), **more}
        self.write("job.json", json.dumps(spec))

    def rows(self, count, first=0, width=100):
        return "".join(f"{n},{'x' * width}\n" for n in range(first, first + count))

    def command(self, *more, address=None, inputs="in.csv", sink=None):
        return ["run", "job.json", "--home", str(self.home), "--input", inputs,
                "--to", sink or self.sink(address), *more]

    def run_job(self, code, *more, timeout=120, **named):
        return self.expect(code, *self.command(*more, **named), environment=self.environment(),
                           timeout=timeout)

    def begin(self, *more, **named):
        """Starts the program and does not wait for it."""
        process = subprocess.Popen(
            [PROGRAM, *self.command(*more, **named)], cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), **self.environment()})
        self.addCleanup(self._end, process)
        return process

    @staticmethod
    def _end(process):
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
        process.wait()

    def finish(self, process, code, timeout=120):
        out, err = process.communicate(timeout=timeout)
        said = f"stdout: {out.decode()}\nstderr: {err.decode()}"
        self.assertEqual(code, process.returncode, said)
        return out.decode(), err.decode()

    def figures(self, said):
        """read, added, delivered, already there, dropped, dead letters: the last such line."""
        found = FIGURES.findall(said)
        self.assertTrue(found, said)
        numbers = [int(figure.replace(",", "") or 0) for figure in found[-1]]
        self.assertEqual(numbers[0] + numbers[1], sum(numbers[2:]), said)
        return numbers

    def expect_stored(self, numbers):
        """The server has these rows, each once."""
        stored = sorted(self.stored())
        if not self.ONCE:
            stored = sorted(set(stored))
        expected = sorted(numbers)
        # Not assertEqual of the lists: its message would be megabytes.
        self.assertEqual(len(expected), len(stored))
        self.assertTrue(expected == stored, "other rows than those that were sent")

    # ---- the contract ----

    def test_delivers_all(self):
        self.write("in.csv", self.rows(self.ROWS))
        done = self.run_job(0)
        self.assertEqual([self.ROWS, 0, self.ROWS, 0, 0, 0], self.figures(done.stdout))
        self.expect_stored(range(self.ROWS))

    def test_the_same_again_changes_nothing(self):
        self.write("in.csv", self.rows(1000))
        self.run_job(0)
        self.assertIn("already done", self.run_job(0).stdout)
        self.expect_stored(range(1000))
        self.write("in.csv", self.rows(1500))
        self.run_job(0)
        self.assertEqual(set(range(1500)), set(self.stored()))

    def test_rows_that_come_again_are_known_by_their_ids(self):
        self.write("in.csv", self.rows(1000))
        self.run_job(0)
        self.home = self.folder / "another home"
        if not self.BY_ID:
            # Then the output is somebody else's, or has its rows twice with the same ids.
            self.assertIn(self.run_program(*self.command(), environment=self.environment())
                          .returncode, (0, 1))
            self.assertEqual(set(range(1000)), set(self.stored()))
            return
        self.assertEqual([1000, 0, 0, 1000, 0, 0], self.figures(self.run_job(0).stdout))
        self.expect_stored(range(1000))

    def test_a_killed_run_goes_on(self):
        self.write("in.csv", self.rows(10 * self.ROWS))
        for _ in range(3):
            process = self.begin()
            before = len(self.stored())
            deadline = time.monotonic() + 60
            while process.poll() is None and len(self.stored()) == before:
                self.assertLess(time.monotonic(), deadline, "nothing arrives")
            process.kill()
            process.communicate()
        self.run_job(0)
        self.expect_stored(range(10 * self.ROWS))

    def test_refuses_row_by_row(self):
        bad = self.refused_rows()
        lines = self.rows(1000).splitlines(keepends=True)
        for place, row in enumerate(bad):
            lines.insert(100 * place, row)
        self.write("in.csv", "".join(lines))
        done = self.run_job(0)
        self.assertEqual([1000 + len(bad), 0, 1000, 0, 0, len(bad)], self.figures(done.stdout))
        self.expect_stored(range(1000))
        if bad:
            letters = next((self.home / "tenants" / "alice" / "dead_letters").glob("*.jsonl"))
            stages = [json.loads(line)["stage"] for line in letters.read_text().splitlines()]
            self.assertEqual(["sink"] * len(bad), stages)


class ServerContract(DeliveryContract):
    """For sinks with a server. What a test class says beside that:"""

    def server(self):
        """The Server, running."""
        raise NotImplementedError

    def restart(self):
        """Starts the server again after kill(); where it then is, (host, port)."""
        return self.server().start().address

    def behind(self):
        """Where the proxy passes connections on to."""
        return self.server().address

    def wrong_targets(self):
        """For each mistake a name, the --to text, more keys of the specification, more variables,
        and a pattern of the one error that tells it."""
        raise NotImplementedError

    def proxy(self):
        proxy = Proxy(self.behind())
        self.addCleanup(proxy.close)
        return proxy

    def test_survives_a_killed_server(self):
        proxy = self.proxy()
        self.write("in.csv", self.rows(10 * self.ROWS))
        since = proxy.passed
        process = self.begin(address=(proxy.host, proxy.port))
        self.assertTrue(proxy.wait_for(100_000, since), "nothing was sent")
        self.server().kill()
        proxy.cut()
        self.restart()
        proxy.target = self.behind()
        out, _ = self.finish(process, 0)
        self.assertEqual(10 * self.ROWS, self.figures(out)[0])
        self.expect_stored(range(10 * self.ROWS))

    def test_survives_cut_connections(self):
        proxy = self.proxy()
        self.write("in.csv", self.rows(10 * self.ROWS))
        process = self.begin(address=(proxy.host, proxy.port))
        for _ in range(5):
            since = proxy.passed
            proxy.cut_after(150_000)
            if not proxy.wait_for(150_000, since, timeout=20):
                break  # It is through.
        self.finish(process, 0)
        self.expect_stored(range(10 * self.ROWS))

    def test_a_slow_network_is_only_slow(self):
        proxy = self.proxy()
        proxy.be_slow(2_000_000)
        self.write("in.csv", self.rows(self.ROWS))
        out, _ = self.finish(self.begin(address=(proxy.host, proxy.port)), 0)
        self.assertEqual([self.ROWS, 0, self.ROWS, 0, 0, 0], self.figures(out))
        self.expect_stored(range(self.ROWS))

    def test_a_silent_server_holds_the_source_back(self):
        proxy = self.proxy()
        since = proxy.passed
        process = self.begin(address=(proxy.host, proxy.port), inputs="-")
        # The first rows are through, so the connection stands.
        fed = self.rows(self.ROWS).encode()
        process.stdin.write(fed)
        process.stdin.flush()
        self.assertTrue(proxy.wait_for(10_000, since), "nothing was sent")
        proxy.be_silent()
        line = (f"{self.ROWS}," + "y" * 100 + "\n").encode()
        piece = line * 1000
        taken = 0
        os.set_blocking(process.stdin.fileno(), False)
        rest = b""
        while taken < 400_000_000:
            # Two seconds in which it takes nothing: it has stopped reading.
            if not select.select([], [process.stdin], [], 2)[1]:
                break
            rest = rest or piece
            count = os.write(process.stdin.fileno(), rest)
            rest = rest[count:]
            taken += count
        self.assertLess(taken, 150_000_000, "the source is read while nothing can be delivered")
        proxy.be_well()
        os.set_blocking(process.stdin.fileno(), True)
        process.stdin.write(rest)
        out, _ = self.finish(process, 0)
        figures = self.figures(out)
        self.assertEqual(figures[0], figures[2] + figures[3])
        self.assertEqual(set(range(self.ROWS + 1)), set(self.stored()))

    def test_stops_within_five_seconds(self):
        proxy = self.proxy()
        self.write("in.csv", self.rows(10 * self.ROWS))
        since = proxy.passed
        process = self.begin(address=(proxy.host, proxy.port))
        self.assertTrue(proxy.wait_for(100_000, since), "nothing was sent")
        proxy.be_silent()
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.finish(process, 130, timeout=30)
        self.assertLess(time.monotonic() - asked, 5)
        proxy.be_well()
        self.run_job(0, address=(proxy.host, proxy.port))
        self.expect_stored(range(10 * self.ROWS))

    def test_mistakes_are_told_at_the_start(self):
        self.write("in.csv", self.rows(10))
        for name, sink, parts, variables, pattern in self.wrong_targets():
            with self.subTest(name):
                self.write_spec(**parts)
                asked = time.monotonic()
                done = self.run_program(*self.command(sink=sink),
                                        environment={**self.environment(), **variables})
                self.assertLess(time.monotonic() - asked, 20)
                self.assertIn(done.returncode, (1, 3), done.stderr)
                self.assertRegex(done.stderr, pattern)
                self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)
                for secret in variables.values():
                    self.assertNotIn(secret, done.stderr + done.stdout)
