"""The platform, from a file that is dropped to a job that has finished."""

import json
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from program import PROGRAM, ProgramTest  # noqa: E402

PROFILE = {"client_name": "Client", "max_file_size": 50_000_000, "max_number_of_files": 100,
           "file_format": ["csv", "txt"], "max_filebeat_workers": 1, "max_logstash_workers": 1}
FILTER = 'csv { columns => ["n","text"] } mutate { convert => { "n" => "integer" } }'
COUNT_LINES = """#!/bin/sh
set -eu
sed -n 's/^ *"path": "\\(.*\\)",*$/\\1/p' "$MYSIMBDP_MANIFEST" | while read -r path; do cat "$path"; done \\
  | wc -l > "$MYSIMBDP_OUTPUT/lines"
printf '{"rows": %d}\\n' "$(cat "$MYSIMBDP_OUTPUT/lines")" > "$MYSIMBDP_REPORT"
echo counted
"""


class Platform(ProgramTest):

    def setUp(self):
        super().setUp()
        self.server = None
        self.addCleanup(self.end)

    def tenant(self, name, apps, **profile):
        directory = f"home/tenants/{name}"
        self.write(f"{directory}/profile.json",
                   json.dumps({"client_id": name, **PROFILE, "apps": apps, **profile}))
        self.write(f"{directory}/apps/rows.json", json.dumps({
            "client_id": name, "job_name": "rows",
            "filebeat_config_args": {"filename_pattern": "*"},
            "logstash_pipeline_config_args": {"filter": FILTER, "index_name": "rows"}}))
        self.write(f"{directory}/apps/count.sh", COUNT_LINES)
        (self.folder / directory / "input").mkdir()

    def declarative(self, name, **profile):
        self.tenant(name, [{"name": "rows", "filename_pattern": "*.csv", "spec": "rows.json"}],
                    **profile)

    def black_box(self, name, command, **app):
        self.tenant(name, [{"name": "box", "filename_pattern": "*.csv", "command": command, **app}])

    def serve(self):
        self.server = subprocess.Popen([PROGRAM, "serve", "--home", self.home],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertIn("mysimbdp serves", self.server.stdout.readline())

    def end(self, how=signal.SIGTERM):
        if self.server is None:
            return None
        self.server.send_signal(how)
        said = self.server.communicate(timeout=30)[0]
        code, self.server = self.server.returncode, None
        return code, said

    def drop(self, tenant, name, text):
        """As a writer that renames what is whole."""
        part = self.write(f"home/tenants/{tenant}/{name}.part", text)
        part.rename(self.home / "tenants" / tenant / "input" / name)

    def jobs(self, tenant):
        """All jobs of the tenant as `jobs show` has them."""
        listed = self.expect(0, "jobs", "list", "--tenant", tenant, "--home", self.home).stdout
        ids = [line.split()[0] for line in listed.splitlines()[2:]]
        return [json.loads(self.expect(0, "jobs", "show", id, "--home", self.home).stdout)
                for id in ids]

    def ended(self, tenant, count=1, timeout=30):
        """The tenant's jobs, once so many have ended."""
        deadline = time.monotonic() + timeout
        while True:
            jobs = self.jobs(tenant)
            done = [job for job in jobs if job["status"] in ("finished", "failed", "stopped")]
            if len(done) >= count:
                return done
            self.assertLess(time.monotonic(), deadline, jobs)
            time.sleep(0.05)

    def rows(self, tenant):
        out = self.expect(0, "query", "--home", self.home, "--tenant", tenant, "--format", "csv",
                          "SELECT count(*), count(DISTINCT n) FROM rows").stdout
        return [int(figure) for figure in out.splitlines()[1].split(",")]

    def names_in(self, tenant, place):
        directory = self.home / "tenants" / tenant / place
        return sorted(path.name for path in directory.rglob("*") if path.is_file())

    def log(self, tenant, name):
        text = (self.home / "tenants" / tenant / "logs" / name).read_text()
        return [json.loads(line) for line in text.splitlines()]

    # ---- the way of a file ----

    def test_a_dropped_file_becomes_rows_a_receipt_and_an_archived_file(self):
        self.declarative("alice")
        self.serve()
        self.drop("alice", "a.csv", "1,one\n2,two\n")
        job, = self.ended("alice")
        self.assertEqual("finished", job["status"])
        self.assertEqual(["created", "queued", "starting", "running", "finished"],
                         [change["state"] for change in job["changes"]])
        self.assertEqual([2, 2], self.rows("alice"))
        receipt = json.loads(
            (self.home / "tenants/alice/archive/receipts/alice.1.json").read_text())
        self.assertEqual("a.csv", receipt["files"][0]["name"])
        self.assertEqual("read 2 = delivered 2 + already there 0 + dropped 0 + dead letters 0",
                         receipt["conservation"])
        self.assertEqual([], self.names_in("alice", "staging"))
        self.assertEqual(2, len(self.names_in("alice", "archive")))
        actions = [event["event.action"] for event in self.log("alice",
                                                               "batchingestmanager.jsonl")]
        self.assertEqual(["job-created", "job-started", "job-finished"], actions)
        stats = json.loads(self.expect(0, "stats", "--json", "--home", self.home).stdout)
        self.assertEqual(1, stats["tenants"]["alice"]["jobs"]["finished"])
        self.assertEqual(2, stats["platform"]["rows"]["stored"])

    def test_a_black_box_reports_and_leaves_output(self):
        self.black_box("carol", ["sh", "/app/count.sh"])
        self.serve()
        self.drop("carol", "a.csv", "x\ny\nz\n")
        job, = self.ended("carol")
        self.assertEqual("finished", job["status"], job)
        self.assertEqual(3, job["rows"]["delivered"])
        self.assertEqual("3", (self.home / "tenants/carol/output/carol.1/lines").read_text().strip())
        printed = [event["message"] for event in self.log("carol", "jobs/carol.1.jsonl")
                   if event["event.action"] == "stdout"]
        self.assertEqual(["counted"], printed)
        self.assertEqual([], self.names_in("carol", "attempts"))

    def test_a_black_box_that_fails_sends_its_files_to_the_discarded(self):
        self.black_box("carol", ["sh", "-c", "echo oh >&2; exit 3"])
        self.serve()
        self.drop("carol", "a.csv", "x\n")
        job, = self.ended("carol")
        self.assertEqual(("failed", "exit code 3"), (job["status"], job["reason"]))
        self.assertEqual(["a.csv", "a.csv.reason.json"], self.names_in("carol", "discarded"))
        reason = json.loads(
            (self.home / "tenants/carol/discarded/a.csv.reason.json").read_text())
        self.assertEqual("job_failed", reason["rule"])
        self.assertIn("exit code 3", reason["actual"])

    def test_a_black_box_may_ask_to_be_tried_again(self):
        self.black_box("carol", ["sh", "-c", "exit 75"], max_attempts=2)
        self.serve()
        self.drop("carol", "a.csv", "x\n")
        job, = self.ended("carol")
        self.assertEqual("failed", job["status"])
        self.assertEqual(2, job["attempt"])
        self.assertIn("at the last of 2 attempts", job["reason"])

    def test_what_breaks_the_profile_is_refused_with_its_reason(self):
        self.declarative("bob", max_file_size=10)
        self.serve()
        self.drop("bob", "a.csv", "1,this is too much\n")
        self.drop("bob", "b.pdf", "x")
        job, = self.ended("bob")
        self.assertEqual("Total file size exceeds limit", job["reason"])
        self.assertEqual({"error": "Total file size exceeds limit", "status": "failed"},
                         {key: job["refusal"][key] for key in ("error", "status")})
        self.assertEqual(["a.csv", "a.csv.reason.json", "b.pdf", "b.pdf.reason.json"],
                         self.names_in("bob", "discarded"))

    def test_a_job_takes_no_more_than_it_may_and_the_next_one_the_rest(self):
        self.declarative("alice", max_number_of_files=2)
        for n in range(5):
            self.drop("alice", f"{n}.csv", f"{n},x\n")
        self.serve()
        deadline = time.monotonic() + 30
        while len(self.names_in("alice", "archive")) < 5 + len(self.ended("alice", 0)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        for job in self.ended("alice", 3):
            self.assertLessEqual(len(job["files"]), 2)
        self.assertEqual([5, 5], self.rows("alice"))

    # ---- commands ----

    def test_a_job_is_started_over_the_files_that_wait(self):
        self.declarative("alice")
        self.serve()
        self.drop("alice", "a.txt", "1,one\n")
        spec = json.loads((self.home / "tenants/alice/apps/rows.json").read_text())
        spec["filebeat_config_args"]["filename_pattern"] = "*.txt"
        self.write("other.json", json.dumps(spec))
        done = self.expect(0, "jobs", "start", "--tenant", "alice", "--spec", "other.json", "--wait",
                           "--home", self.home)
        self.assertIn("alice.1 has finished", done.stdout)
        self.assertEqual([1, 1], self.rows("alice"))
        wrong = self.expect(1, "jobs", "start", "--tenant", "alice", "--app", "row", "--home",
                            self.home)
        self.assertIn("did you mean 'rows'?", wrong.stderr)
        self.assertIn("is not running: it has finished",
                      self.expect(1, "jobs", "stop", "alice.1", "--home", self.home).stderr)
        self.assertIn("write CLIENT.NUMBER",
                      self.expect(3, "jobs", "show", "alice", "--home", self.home).stderr)

    def test_a_stopped_job_keeps_its_files_and_goes_on(self):
        # The second time there is nothing that it could wait for.
        self.black_box("carol", ["sh", "-c", 'grep -q "\\"attempt\\": 1" $MYSIMBDP_MANIFEST || exit 0; '
                                             'while :; do sleep 1; done'])
        self.serve()
        self.drop("carol", "a.csv", "x\n")
        deadline = time.monotonic() + 30
        while [job["status"] for job in self.jobs("carol")] != ["running"]:
            self.assertLess(time.monotonic(), deadline)
        self.expect(0, "jobs", "stop", "carol.1", "--home", self.home)
        job, = self.ended("carol")
        self.assertEqual("stopped", job["status"])
        self.assertEqual(1, len(self.names_in("carol", "staging")))
        self.expect(0, "jobs", "resume", "carol.1", "--wait", "--home", self.home)
        self.assertEqual([], self.names_in("carol", "staging"))

    # ---- the platform's own life ----

    def test_killed_at_any_moment_it_goes_on(self):
        self.declarative("alice")
        self.black_box("carol", ["sh", "/app/count.sh"])
        files = 12
        for n in range(files):
            self.drop("alice", f"{n}.csv",
                      "".join(f"{n * 5000 + i},row\n" for i in range(5000)))
            self.drop("carol", f"{n}.csv", f"{n}\n")
        for delay in (0.02, 0.05, 0.1, 0.2, 0.35):
            self.serve()
            time.sleep(delay)
            self.end(signal.SIGKILL)
        self.serve()
        for tenant in ("alice", "carol"):
            deadline = time.monotonic() + 60
            while len([name for name in self.names_in(tenant, "archive")
                       if name.endswith(".csv")]) < files:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
        self.assertEqual([5000 * files] * 2, self.rows("alice"))
        for tenant in ("alice", "carol"):
            self.ended(tenant)
            for place in ("input", "staging", "attempts", "discarded"):
                self.assertEqual([], self.names_in(tenant, place), (tenant, place))
            for job in self.jobs(tenant):
                self.assertEqual("finished", job["status"], job)

    def test_it_stops_when_asked_and_there_is_one_on_a_home(self):
        self.declarative("alice")
        self.serve()
        second = self.expect(1, "serve", "--home", self.home)
        self.assertIn("another mysimbdp serves", second.stderr)
        code, said = self.end()
        self.assertEqual(0, code)
        self.assertIn("has stopped", said)
        self.assertIn("nobody answers",
                      self.expect(1, "jobs", "start", "--tenant", "alice", "--app", "rows", "--home",
                                  self.home).stderr)
        self.serve()
        self.assertEqual("command", self.ended("alice")[0]["cause"], "it is carried out now")

    def test_a_broken_profile_is_told_and_hurts_nobody_else(self):
        self.declarative("alice")
        self.tenant("bob", [{"name": "x"}])
        self.serve()
        self.drop("alice", "a.csv", "1,one\n")
        self.assertEqual("finished", self.ended("alice")[0]["status"])
        event = next(event for event in self.log("bob", "batchingestmanager.jsonl"))
        self.assertEqual("profile-refused", event["event.action"])
        self.assertIn("the app 'x' has none of 'spec'", event["message"])

    def test_there_is_no_platform_where_none_was(self):
        for command in (["jobs", "list"], ["stats"]):
            done = self.expect(1, *command, "--home", "nowhere")
            self.assertIn("there is no platform here", done.stderr)
        self.assertIn("--since is 'x'", self.expect(3, "stats", "--since", "x", "--home",
                                                    "nowhere").stderr)


if __name__ == "__main__":
    unittest.main()
