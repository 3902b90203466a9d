"""The contract for the sinks without a server."""

import json
import sqlite3
import unittest

from contract import DeliveryContract


class NdjsonTest(DeliveryContract, unittest.TestCase):

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


# Only what this file defines.
del DeliveryContract

if __name__ == "__main__":
    unittest.main()
