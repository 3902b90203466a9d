"""mysimbdp run: a tenant's batch job over real files."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from program import PROGRAM, ProgramTest

FILTER = 'csv { columns => ["a","b","c"] } mutate { convert => { "b" => "integer" } }'
NO_EVENT_FIELDS = {name: False for name in (
    "message", "@timestamp", "@version", "log.file.path", "log.offset", "host.name")}


class RunTest(ProgramTest):

    def spec(self, name="job.json", filter_text=FILTER, **more):
        spec = {
            "client_id": "alice", "job_name": "rows",
            "filebeat_config_args": {"job_name": "rows", "filename_pattern": "*.csv*"},
            "logstash_config_args": {"queue_type": "persisted"},
            "logstash_pipeline_config_args": {"filter": filter_text, "index_name": "rows"},
            **more}
        return self.write(name, json.dumps(spec))

    def profile(self, **changes):
        profile = {"client_id": "alice", "client_name": "Alice", "max_file_size": 500000000,
                   "max_number_of_files": 100, "file_format": ["csv", "txt"],
                   "max_filebeat_workers": 1, "max_logstash_workers": 1, **changes}
        return self.write("profile.json", json.dumps(profile))

    def rows(self, count, first=0):
        return "".join(f"x{i},{i},z\n" for i in range(first, first + count))

    def run_job(self, code, *arguments, **options):
        return self.expect(code, "run", "job.json", "--home", self.home, *arguments, **options)

    def stored(self, sql="SELECT count(*), count(DISTINCT b), sum(b) FROM rows"):
        database = sqlite3.connect(self.home / "state" / "coredms" / "alice.db")
        self.addCleanup(database.close)
        return database.execute(sql).fetchall()

    def stored_once(self, count):
        self.assertEqual([(count, count, count * (count - 1) // 2)], self.stored())


class Delivery(RunTest):

    def test_rows_are_stored_typed_and_the_figures_add_up(self):
        self.spec()
        self.write("in.csv", self.rows(1000))
        done = self.run_job(0, "--input", "in.csv", "--stats", "stats.json")
        self.assertIn("1,000 rows stored", done.stdout)
        self.assertIn("read 1,000 = delivered 1,000 + already there 0 + dropped 0 + dead letters 0",
                      done.stdout)
        self.stored_once(1000)
        stats = json.loads((self.folder / "stats.json").read_text())["job_stats"]
        self.assertEqual(1000, stats["filebeat_stats"]["event"]["added"])
        self.assertEqual(1000, stats["index_stats"]["indexing"]["index_total"])

    def test_the_same_again_is_already_done(self):
        self.spec()
        self.write("in.csv", self.rows(10))
        self.run_job(0, "--input", "in.csv")
        self.assertIn("already done", self.run_job(0, "--input", "in.csv").stdout)
        self.stored_once(10)

    def test_output_that_is_gone_is_made_again(self):
        self.spec()
        self.write("in.csv", self.rows(10))
        self.run_job(0, "--input", "in.csv", "--to", "ndjson:out.json")
        (self.folder / "out.json").unlink()
        self.run_job(0, "--input", "in.csv", "--to", "ndjson:out.json")
        self.assertEqual(10, len((self.folder / "out.json").read_text().splitlines()))

    def test_files_that_come_later_are_added(self):
        self.spec()
        self.write("in/a.csv", self.rows(10))
        self.run_job(0, "--input", "in")
        self.write("in/b.csv", self.rows(10, first=10))
        self.run_job(0, "--input", "in")
        self.stored_once(20)

    def test_a_file_under_another_name_is_not_stored_twice(self):
        self.spec()
        self.write("in/a.csv", self.rows(10))
        self.write("in/b.csv", self.rows(10))
        done = self.run_job(0, "--input", "in")
        self.assertIn("b.csv: not collected", done.stderr)
        self.stored_once(10)

    def test_a_file_of_the_same_content_is_stored_again_on_request(self):
        self.spec(duplicates="ingest")
        self.write("in/a.csv", self.rows(10))
        self.write("in/b.csv", self.rows(10))
        self.run_job(0, "--input", "in")
        self.run_job(0, "--input", "in")
        self.assertEqual([(20, 10, 90)], self.stored())

    def test_a_key_of_several_fields_is_the_same_for_every_sink(self):
        self.spec(document_id="%{a}-%{b}")
        self.write("in.csv", self.rows(10) + self.rows(10) + "x,,z\n")
        done = self.run_job(0, "--input", "in.csv")
        self.assertIn("delivered 10 + already there 10 + dropped 0 + dead letters 1", done.stdout)
        self.assertEqual([("x0-0",), ("x1-1",)],
                         self.stored("SELECT _id FROM rows ORDER BY _id LIMIT 2"))
        letters = (self.home / "tenants" / "alice" / "dead_letters").glob("*.jsonl")
        self.assertIn("the row has no value for '%{b}', a part of its document_id",
                      next(letters).read_text())
        self.run_job(0, "--input", "in.csv", "--to", "null:")

    def test_options_of_sinks_are_checked_in_the_specification(self):
        self.spec(sinks={"sqlte": {}})
        done = self.expect(3, "check", "job.json")
        self.assertIn("unknown kind of sink 'sqlte'; did you mean 'sqlite'?", done.stderr)
        self.spec(sinks={"sqlite": {"speed": "high"}})
        self.assertIn("sinks.sqlite", self.expect(3, "check", "job.json").stderr)

    def test_a_changed_filter_is_not_a_continuation(self):
        self.spec()
        self.write("in.csv", self.rows(10))
        self.run_job(0, "--input", "in.csv")
        self.spec(filter_text=FILTER + ' mutate { add_tag => ["new"] }')
        done = self.run_program("run", "job.json", "--home", self.home, "--input", "in.csv")
        self.assertEqual(1, done.returncode)
        self.assertIn("--restart", done.stderr)
        self.assertIn("--dataset", done.stderr)
        self.run_job(0, "--input", "in.csv", "--dataset", "second")
        self.assertEqual([(10,)], self.stored("SELECT count(*) FROM second"))
        self.run_job(0, "--input", "in.csv", "--restart")
        self.stored_once(10)

    def test_another_file_is_not_overwritten(self):
        self.spec()
        self.write("in.csv", self.rows(10))
        self.write("precious.json", "do not lose me\n")
        done = self.run_job(1, "--input", "in.csv", "--to", "ndjson:precious.json")
        self.assertIn("--restart", done.stderr)
        self.assertEqual("do not lose me\n", (self.folder / "precious.json").read_text())

    def test_standard_input_is_read_and_its_limit_held(self):
        self.spec()
        self.run_job(0, "--input", "-", "--source-name", "rows.csv", stdin=self.rows(10))
        self.stored_once(10)
        self.profile(max_file_size=50)
        done = self.run_job(1, "--input", "-", "--source-name", "rows.csv", "--profile",
                            "profile.json", stdin=self.rows(100))
        self.assertIn("Total file size exceeds limit", done.stderr)

    def test_events_can_go_to_standard_output(self):
        self.spec(events=NO_EVENT_FIELDS)
        self.write("in.csv", "x,1,z\n")
        done = self.run_job(0, "--input", "in.csv", "--to", "ndjson:-")
        self.assertEqual({"a": "x", "b": 1, "c": "z"}, json.loads(done.stdout))

    def test_events_carry_what_filebeat_and_logstash_add(self):
        self.spec()
        path = self.write("in.csv", "x,1,z\ny,2,z\n")
        done = self.run_job(0, "--input", "in.csv", "--to", "ndjson:-")
        event = json.loads(done.stdout.splitlines()[1])
        self.assertEqual("y,2,z", event["message"])
        self.assertEqual("1", event["@version"])
        self.assertEqual({"file": {"path": str(path)}, "offset": 6}, event["log"])
        self.assertTrue(event["host"]["name"])
        self.assertIn("@timestamp", event)

    def test_rows_that_cannot_be_delivered_are_kept_with_their_reason(self):
        self.spec(filter_text='csv { columns => ["a","b","c"] } if [b] > 5 { drop {} }')
        self.write("in.csv", "x,1,z\n")
        done = self.run_job(0, "--input", "in.csv")
        self.assertIn("dead letters 1", done.stdout)
        letters = list((self.home / "tenants" / "alice" / "dead_letters").iterdir())
        letter = json.loads(letters[0].read_text())
        self.assertEqual("x,1,z", letter["text"])
        self.assertIn("reason", letter)


class Packed(RunTest):

    def setUp(self):
        super().setUp()
        self.spec()

    def test_a_packed_file_is_unpacked_on_the_way(self):
        self.write("in.csv.gz", gzip.compress(self.rows(5000).encode()))
        self.run_job(0, "--input", "in.csv.gz", "--profile", self.profile())
        self.stored_once(5000)

    def test_a_damaged_file_is_told_and_what_came_before_stays(self):
        packed = gzip.compress(self.rows(50_000).encode())
        self.write("in.csv.gz", packed[: len(packed) // 2])
        done = self.run_job(1, "--input", "in.csv.gz")
        self.assertIn("in.csv.gz", done.stderr)

    def test_a_bomb_is_refused_with_the_limit_it_broke(self):
        self.spec(input={"decompression": {"max_output_bytes": 1_000_000}})
        self.write("in.csv.gz", gzip.compress(b"x,1,z\n" * 1_000_000))
        done = self.run_job(1, "--input", "in.csv.gz")
        self.assertIn("in.csv.gz", done.stderr)
        self.assertRegex(done.stderr, "1,?000,?000")


class Stop(RunTest):

    def setUp(self):
        super().setUp()
        self.spec()

    def test_ctrl_c_stops_within_a_second_and_says_how_to_go_on(self):
        # A source that never ends: the run is surely under way when it is stopped.
        process = subprocess.Popen(
            [PROGRAM, "run", "job.json", "--home", str(self.home), "--input", "-", "--to", "null:"],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(self.rows(1000).encode())
        process.stdin.flush()
        # The lock's file is there once signals are handled.
        deadline = time.monotonic() + 20
        while not list((self.home / "state" / "locks").glob("*.lock")):
            self.assertLess(time.monotonic(), deadline)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        # The input stays open: its end would be a way to finish.
        self.assertEqual(130, process.wait(timeout=20))
        self.assertLess(time.monotonic() - begun, 5)
        _, complaint = process.communicate()
        self.assertIn("the next run begins anew", complaint.decode())


class Constraints(RunTest):

    def setUp(self):
        super().setUp()
        self.spec()
        self.write("in/a.csv", self.rows(100))

    def refused(self, sentence, **changes):
        self.profile(**changes)
        done = self.run_job(4, "--input", "in", "--profile", "profile.json")
        self.assertEqual({"error": sentence, "status": "failed"}, json.loads(done.stdout))
        self.assertFalse((self.home / "state" / "coredms" / "alice.db").exists())
        return done.stderr

    def test_total_size(self):
        complaint = self.refused("Total file size exceeds limit", max_file_size=100)
        self.assertIn("100 bytes", complaint)
        self.assertIn("max_file_size", complaint)

    def test_number_of_files(self):
        self.write("in/b.csv", self.rows(3))
        self.refused("Number of files exceeds limit", max_number_of_files=1)

    def test_format(self):
        self.refused("File format is not accepted", file_format=["txt"])

    def test_generic_name_length(self):
        self.write("home/mysimbdp.yaml", "generic:\n  max_file_name_length: 3\n")
        self.refused("File name length exceeds limit")

    def test_a_file_that_does_not_match_is_listed_and_left_alone(self):
        self.write("in/notes.md", "hello\n")
        done = self.run_job(0, "--input", "in", "--profile", self.profile())
        self.assertIn("notes.md: not collected", done.stderr)

    def test_a_profile_of_another_client_is_refused(self):
        self.profile(client_id="bob")
        done = self.run_program("run", "job.json", "--home", self.home, "--input", "in",
                                "--profile", "profile.json")
        self.assertEqual(1, done.returncode)
        self.assertIn("bob", done.stderr)


class BadInput(RunTest):

    def setUp(self):
        super().setUp()
        self.spec()

    def ingest(self, content, name="in.csv"):
        self.write(name, content)
        return self.run_job(0, "--input", name)

    def test_an_empty_file_has_no_rows(self):
        self.assertIn("read 0 = delivered 0", self.ingest("").stdout)

    def test_a_header_alone_is_one_row(self):
        self.assertIn("delivered 1 ", self.ingest("a,b,c").stdout)

    def test_the_last_line_needs_no_end(self):
        self.assertIn("delivered 2 ", self.ingest("x,1,z\ny,2,z").stdout)

    def test_nul_bytes_are_bytes(self):
        self.ingest(b"x\0y,1,z\n")
        self.assertEqual([(3,)], self.stored("SELECT length(CAST(a AS BLOB)) FROM rows"))

    def test_wrong_column_counts_are_kept(self):
        self.ingest("x\nx,1,z,extra\n")
        self.assertEqual([("x", None, None), ("x", 1, "extra")],
                         self.stored("SELECT a, b, column4 FROM rows"))

    def test_a_quote_that_is_never_closed_tags_its_row_only(self):
        self.ingest('"x,1,z\ny,2,z\n')
        self.assertEqual([(2,)], self.stored("SELECT b FROM rows WHERE b IS NOT NULL"))

    def test_a_huge_line_goes_to_the_dead_letters(self):
        done = self.ingest(b"x" * 100_000_000 + b"\ny,2,z\n")
        self.assertIn("delivered 1 + already there 0 + dropped 0 + dead letters 1", done.stdout)

    def test_a_directory_and_a_fifo_in_the_input_are_left_alone(self):
        self.write("in/a.csv", "x,1,z\n")
        (self.folder / "in" / "sub.csv").mkdir()
        os.mkfifo(self.folder / "in" / "pipe.csv")
        done = self.run_job(0, "--input", "in")
        self.assertIn("sub.csv: not collected", done.stderr)
        self.assertIn("pipe.csv: not collected", done.stderr)

    def test_a_file_without_read_rights_refuses_the_job(self):
        self.write("in/a.csv", self.rows(3))
        self.write("in/b.csv", self.rows(3)).chmod(0)
        done = self.run_job(4, "--input", "in", **self.as_nobody())
        self.assertEqual({"error": "File cannot be read", "status": "failed"},
                         json.loads(done.stdout))
        self.assertIn("File cannot be read: 'in/b.csv': no read rights; give", done.stderr)

    def while_reading(self, change):
        """Starts a run over in/, whose reader waits for us, and does `change` meanwhile. Returns
        exit code, rows and complaint."""
        process = subprocess.Popen(
            [PROGRAM, "run", "job.json", "--home", str(self.home), "--input", "in",
             "--to", "ndjson:-", "--quiet"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        rows = len(process.stdout.readline().splitlines())
        change()
        rest, complaint = process.communicate(timeout=60)
        return process.returncode, rows + len(rest.splitlines()), complaint.decode()

    def large(self, name):
        """More than a run holds in memory."""
        return self.write(name, f"x,1,{'z' * 990}\n" * 100_000)

    def test_a_file_cut_off_while_it_is_read_fails_the_job(self):
        path = self.large("in/a.csv")
        code, rows, complaint = self.while_reading(lambda: os.truncate(path, 1000))
        self.assertEqual(1, code, complaint)
        self.assertLess(rows, 100_000)
        self.assertRegex(complaint, "a.csv' has changed since it was examined: it had 99500000 "
                                    "bytes and has 1000 bytes; leave input files alone")

    def test_a_file_removed_while_it_is_read_is_read_to_its_end(self):
        path = self.large("in/a.csv")
        code, rows, complaint = self.while_reading(path.unlink)
        self.assertEqual((0, 100_000), (code, rows), complaint)

    def test_a_file_removed_before_its_turn_is_named(self):
        self.large("in/a.csv")
        path = self.write("in/b.csv", "x,1,z\n")
        code, rows, complaint = self.while_reading(path.unlink)
        self.assertEqual((1, 100_000), (code, rows), complaint)
        self.assertRegex(complaint, "cannot read '.*/in/b.csv': No such file or directory")

    def test_an_input_that_is_not_there_is_named(self):
        done = self.run_job(1, "--input", "nowhere")
        self.assertIn("nowhere", done.stderr)

    def test_a_spec_that_is_no_json_says_where(self):
        self.write("job.json", '{"client_id": "alice",\n  oops}')
        self.assertRegex(self.run_job(3, "--input", "x").stderr, r"job\.json:2:3: ")

    def test_unknown_keys_are_named_with_the_right_word(self):
        self.write("job.json", '{"client_id": "alice", "job_nmae": "rows"}')
        done = self.run_job(3, "--input", "x")
        self.assertIn("job_nmae", done.stderr)
        self.assertIn("did you mean 'job_name'?", done.stderr)

    def test_wrong_types_are_told_with_their_place(self):
        self.write("job.json", '{"client_id": 7, "job_name": "rows",\n'
                               ' "logstash_pipeline_config_args": {"filter": [], "index_name": "r"}}')
        done = self.run_job(3, "--input", ".")
        self.assertIn("job.json:1:15: 'client_id' is the number 7, expected a text; put it between "
                      "quotes", done.stderr)
        self.assertIn("job.json:2:46: 'filter' is an empty list, expected a text", done.stderr)

    def test_a_mistake_in_the_filter_is_found_in_the_spec(self):
        self.spec(filter_text='csv { seperator => ";" }')
        done = self.run_job(3, "--input", "x")
        self.assertIn("unknown filter option 'seperator' of csv; did you mean 'separator'?",
                      done.stderr)

    def test_an_empty_filter_warns_and_stores_the_lines(self):
        self.spec(filter_text="")
        done = self.ingest("x,1,z\n")
        self.assertIn("warning", done.stderr)
        self.assertIn("delivered 1 ", done.stdout)

    def test_a_sink_that_does_not_exist_is_refused(self):
        done = self.run_job(3, "--input", "x", "--to", "sqlit:x")
        self.assertIn("did you mean 'sqlite:'?", done.stderr)

    def test_a_file_that_is_no_database_is_not_touched(self):
        self.write("in.csv", "x,1,z\n")
        text = "this is text, and long enough to be looked at as a database file header...\n" * 3
        self.write("text.db", text)
        done = self.run_program("run", "job.json", "--home", self.home, "--input", "in.csv", "--to",
                                "sqlite:text.db")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("text.db", done.stderr)
        self.assertEqual(text, (self.folder / "text.db").read_text())

    def test_a_full_disk_is_said_and_can_be_continued(self):
        self.write("in.csv", self.rows(10))
        done = self.run_job(1, "--input", "in.csv", "--to", "ndjson:/dev/full")
        self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
