"""The contract for the sinks without a server."""

import gzip
import io
import json
import sqlite3
import subprocess
import unittest

from contract import DeliveryContract


class NdjsonTest(DeliveryContract, unittest.TestCase):

    BY_ID = False

    def sink(self, address=None):
        return f"ndjson:{self.folder}/out.ndjson"

    def stored(self):
        try:
            with open(self.folder / "out.ndjson", encoding="utf-8") as lines:
                # The last line may be half written by a run that goes on.
                return [json.loads(line)["n"] for line in lines if line.endswith("}\n")]
        except FileNotFoundError:
            return []

    def refused_rows(self):
        return []


class SqliteTest(DeliveryContract, unittest.TestCase):

    def sink(self, address=None):
        return f"sqlite:{self.folder}/out.db#rows"

    def stored(self):
        try:
            database = sqlite3.connect(f"file:{self.folder}/out.db?mode=ro", uri=True)
        except sqlite3.OperationalError:
            return []
        try:
            return [n for (n,) in database.execute("SELECT n FROM rows")]
        except sqlite3.OperationalError:
            return []
        finally:
            database.close()

    def refused_rows(self):
        # A table that is there already refuses by its own rules.
        database = sqlite3.connect(self.folder / "out.db")
        database.execute("CREATE TABLE rows (_id BLOB PRIMARY KEY, n INTEGER CHECK (n <> -1), "
                         "text TEXT, _rest TEXT)")
        database.close()
        return ["-1,x\n", "-1,y\n"]


class FilesTest(DeliveryContract, unittest.TestCase):

    BY_ID = False
    NAME = "part-%{n}.ndjson"

    def sink(self, address=None):
        return f"files:{self.folder}/out/{self.NAME}"

    def spec_parts(self):
        return {"sinks": {"files": {"max_bytes": 500_000, "max_rows": 50_000,
                                    "columns": ["n", "text"]}}}

    def contents(self):
        """The lines of every file that has its name."""
        for path in sorted((self.folder / "out").glob("[!.]*")):
            with self.opened(path) as lines:
                yield path, lines.read().splitlines()

    def opened(self, path):
        return open(path, encoding="utf-8")

    def stored(self):
        return [json.loads(line)["n"] for _, lines in self.contents() for line in lines]

    def refused_rows(self):
        return []

    def test_files_keep_to_their_limit_and_order(self):
        self.write("in.csv", self.rows(10 * self.ROWS))
        self.run_job(0)
        files = list(self.contents())
        self.assertEqual([f"part-{n:06}" for n in range(1, len(files) + 1)],
                         [path.name.split(".")[0] for path, _ in files])
        self.assertGreater(len(files), 1)
        for path, lines in files:
            # The limits, and the one batch that goes beyond them.
            self.assertLess(path.stat().st_size, 500_000 + 1_200_000)
            self.assertLess(len(lines), 50_000 + 12_000)
        self.assertEqual(list(range(10 * self.ROWS)), self.stored())
        self.assertEqual([], list((self.folder / "out").glob(".*")))

    def test_a_file_in_the_way_is_not_replaced(self):
        self.write("out/" + self.NAME.replace("%{n}", "000001"), "somebody's")
        self.write("in.csv", self.rows(10))
        self.assertIn("is there already", self.run_job(1).stderr)


class GzipFilesTest(FilesTest):
    NAME = "part-%{n}.ndjson.gz"

    def opened(self, path):
        return gzip.open(path, "rt", encoding="utf-8")


class CsvFilesTest(FilesTest):
    NAME = "part-%{n}.csv.zst"

    def opened(self, path):
        done = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True)
        return io.StringIO(done.stdout.decode())

    def stored(self):
        numbers = []
        for _, lines in self.contents():
            self.assertEqual("n,text", lines[0])
            numbers += [int(line.split(",")[0]) for line in lines[1:]]
        return numbers


# Only what this file defines.
del DeliveryContract

if __name__ == "__main__":
    unittest.main()
