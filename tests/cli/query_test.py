"""mysimbdp query: reading what is stored."""

import json
import sqlite3
import unittest

from program import ProgramTest


class Query(ProgramTest):

    def setUp(self):
        super().setUp()
        self.store("alice", [(1, "x"), (2, 'say "hi", twice\n')])

    def store(self, tenant, rows):
        path = self.home / "state" / "coredms" / f"{tenant}.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE vmtable(_id BLOB PRIMARY KEY, n INTEGER, t TEXT)")
        database.executemany("INSERT INTO vmtable VALUES (randomblob(16), ?, ?)", rows)
        database.commit()
        database.close()
        return path

    def query(self, *arguments):
        return self.expect(0, "query", "--home", self.home, *arguments).stdout

    def test_a_table_is_aligned_and_numbers_stand_right(self):
        self.assertEqual("n  t\n-  ----------------\n1  x\n2  say \"hi\", twice \n",
                         self.query("SELECT n, t FROM vmtable ORDER BY n"))

    def test_csv_is_quoted_where_it_must_be(self):
        self.assertEqual('n,t\n1,x\n2,"say ""hi"", twice\n"\n',
                         self.query("--format", "csv", "SELECT n, t FROM vmtable ORDER BY n"))

    def test_json_has_an_object_a_line(self):
        lines = self.query("--format", "json", "SELECT n, t, NULL AS z FROM vmtable ORDER BY n")
        self.assertEqual({"n": 2, "t": 'say "hi", twice\n', "z": None},
                         json.loads(lines.splitlines()[1]))

    def test_row_ids_are_shown_as_hexadecimal_digits(self):
        self.assertRegex(self.query("--format", "csv", "SELECT _id FROM vmtable"),
                         r"_id\n[0-9a-f]{32}\n[0-9a-f]{32}\n")

    def test_several_tenants_must_be_told_apart(self):
        self.store("bob", [(7, "b")])
        done = self.expect(3, "query", "--home", self.home, "SELECT n FROM vmtable")
        self.assertIn("choose one with --tenant: alice bob", done.stderr)
        self.assertIn("7", self.query("--tenant", "bob", "SELECT n FROM vmtable"))

    def test_a_tenant_sees_its_own_data_only(self):
        bob = self.store("bob", [(7, "b")])
        done = self.expect(1, "query", "--home", self.home, "--tenant", "alice",
                           f"ATTACH '{bob}' AS other")
        self.assertIn("ATTACH is not allowed", done.stderr)
        done = self.expect(1, "query", "--home", self.home, "--tenant", "../bob", "SELECT 1")
        self.assertIn("no database at", done.stderr)

    def test_an_empty_home_says_what_to_do(self):
        done = self.expect(1, "query", "--home", self.folder / "other", "SELECT 1")
        self.assertIn("run a job first", done.stderr)

    def test_writing_is_refused(self):
        done = self.expect(1, "query", "--home", self.home, "DELETE FROM vmtable")
        self.assertIn("DELETE is not allowed", done.stderr)

    def test_a_typo_in_the_table_is_found(self):
        done = self.expect(3, "query", "--home", self.home, "SELECT * FROM vmtabl")
        self.assertIn("did you mean 'vmtable'?", done.stderr)

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        self.store("many", [(n, "x" * 100) for n in range(5000)])
        done = self.run_program("query", "--home", self.home, "--tenant", "many", "--format", "csv",
                                "SELECT * FROM vmtable")
        self.assertEqual(0, done.returncode)


if __name__ == "__main__":
    unittest.main()
