"""kill -9 at any moment, then the same command again: each row exactly once."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import unittest

from program import PROGRAM, ProgramTest

ROWS = 300_000
SPEC = {
    "client_id": "alice", "job_name": "kill",
    "filebeat_config_args": {"filename_pattern": "*.csv"},
    "logstash_pipeline_config_args": {
        "filter": 'csv { columns => ["n", "text"] } mutate { convert => { "n" => "integer" } '
                  'remove_field => ["message", "log", "host", "event"] }',
        "index_name": "rows"},
}


class Kill(ProgramTest):

    def setUp(self):
        super().setUp()
        self.random = random.Random(7)
        self.spec = self.write("spec.json", json.dumps(SPEC))
        for part in range(3):
            numbers = range(part * ROWS // 3, (part + 1) * ROWS // 3)
            self.write(f"in/{part}.csv", "".join(f"{n},{'x' * (n % 50)}\n" for n in numbers))

    def run_once(self, sink, output, kill_at):
        """Starts the run; kills it once `output` is larger than `kill_at`. True: it ended itself."""
        process = subprocess.Popen(
            [PROGRAM, "run", str(self.spec), "--input", str(self.folder / "in"), "--to", sink,
             "--home", str(self.home), "--quiet"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder)
        while process.poll() is None and self.size(output) <= kill_at:
            pass
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, -signal.SIGKILL), said)
        return process.returncode == 0

    @staticmethod
    def size(path):
        try:
            return os.stat(path).st_size
        except FileNotFoundError:
            return 0

    def kill_until_it_ends(self, sink, output):
        kills = 0
        while not self.run_once(sink, output, self.size(output) * self.random.random() * 1.2 +
                                self.random.randrange(4_000_000)):
            kills += 1
            self.assertLess(kills, 200)
        return kills

    def test_json_lines_are_cut_back_and_go_on(self):
        output = self.folder / "out.ndjson"
        kills = self.kill_until_it_ends(f"ndjson:{output}", output)
        with open(output, encoding="utf-8") as lines:
            numbers = [json.loads(line)["n"] for line in lines]
        self.assertEqual(list(range(ROWS)), numbers, f"after {kills} kills")

    def test_a_table_has_each_row_once(self):
        output = self.folder / "out.db"
        # What is written first is the log beside the database.
        kills = self.kill_until_it_ends(f"sqlite:{output}#rows", f"{output}-wal")
        database = sqlite3.connect(output)
        found = database.execute(
            "SELECT count(*), count(DISTINCT n), min(n), max(n) FROM rows").fetchone()
        database.close()
        self.assertEqual((ROWS, ROWS, 0, ROWS - 1), found, f"after {kills} kills")


if __name__ == "__main__":
    unittest.main()
