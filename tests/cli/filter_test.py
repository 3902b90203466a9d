"""mysimbdp filter: events through a pipe, and what it tells of its steps."""

import json
import re
import unittest

from program import ProgramTest

FILTER = """csv { columns => ["host", "load"] convert => { "load" => "float" } }
if [load] > 0.5 {
  mutate { add_tag => ["busy"] rename => { "host" => "[server][name]" } }
} else if [host] =~ /^x/ {
  drop { }
} else {
  clone { clones => ["c"] }
}
mutate { remove_field => ["message"] }
"""
EVENTS = "".join(json.dumps({"message": text}) + "\n" for text in ("web,0.75", "x,0.1", "y,0.2"))


class FilterTest(ProgramTest):

    def setUp(self):
        super().setUp()
        self.write("t.conf", FILTER)

    def run_filter(self, code, *arguments, stdin=EVENTS):
        return self.expect(code, "filter", "-f", "t.conf", *arguments, stdin=stdin)


class Explain(FilterTest):

    def test_steps_columns_and_selections(self):
        done = self.run_filter(0, "--explain", stdin="")
        lines = done.stdout.splitlines()
        self.assertEqual("t.conf: 9 steps, 9 columns, batches on all threads", lines[0])
        self.assertEqual(["1  csv  1:1", "     reads    message#0",
                          "     writes   host#2 load#3 tags#1",
                          "2  choose: each row into the first selection that  2:1",
                          "3    if [load] > 0.5  2:1", "       reads    load#3",
                          "4      mutate  3:3", "         reads    host#2",
                          "         writes   server#4 tags#1"], lines[1:10])
        self.assertIn("5    else if [host] =~ /^x/  4:3", lines)
        self.assertIn("     removes  message#0", lines)

    def test_a_mistake_is_told_as_without_it(self):
        done = self.expect(3, "filter", "--explain", "csv { seperator => 1 }")
        self.assertIn("did you mean 'separator'?", done.stderr)


class Trace(FilterTest):

    def test_what_each_step_changes_in_each_event(self):
        done = self.run_filter(0, "--trace")
        self.assertEqual(3, len(done.stdout.splitlines()))
        events = re.split(r"(?m)^event \d\n", done.stderr)[1:]
        self.assertEqual(3, len(events))
        first = "\n".join(line for line in events[0].splitlines() if "    @" not in line)
        self.assertEqual('    message  "web,0.75"\n'
                         "1 csv  1:1\n"
                         '    + host  "web"\n'
                         "    + load  0.75\n"
                         "3  if [load] > 0.5  2:1\n"
                         "4   mutate  3:3\n"
                         '    - host  "web"\n'
                         '    + server  {"name":"web"}\n'
                         '    + tags  ["busy"]\n'
                         "9 mutate  9:1\n"
                         '    - message  "web,0.75"', first)
        self.assertTrue(events[1].endswith("6   drop  5:3\n    the event ends here\n"), events[1])
        self.assertIn("8   clone  7:3  event 3.1\n    a new event\n", events[2])
        self.assertIn("9 mutate  9:1  event 3.1\n", events[2])

    def test_an_event_that_a_condition_fails_on(self):
        done = self.run_filter(1, "--trace", stdin='{"message":"only"}\n')
        self.assertIn("    ! left out: t.conf:2:4: the condition compares", done.stderr)

    def test_no_line_is_wider_than_80_columns(self):
        done = self.run_filter(0, "--trace", stdin=json.dumps({"message": "y,1," + "z" * 500}))
        self.assertLessEqual(max(map(len, done.stderr.splitlines())), 80)


class Profile(FilterTest):

    def test_time_and_rows_of_each_step(self):
        events = EVENTS * 2000
        done = self.run_filter(0, "--profile", stdin=events)
        plain = self.run_filter(0, stdin=events)
        self.assertEqual(len(plain.stdout.splitlines()), len(done.stdout.splitlines()))
        self.assertEqual("", plain.stderr)
        lines = done.stderr.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        rows = {line.split()[0]: line for line in lines[1:-1]}
        self.assertRegex(rows["1"], r"^1 csv +6000 +6000 +\d+\.\d{3} +\d+ +\d+$")
        self.assertRegex(rows["2"], r"^2 choose +6000 +6000 +\d+\.\d{3} +\d+ +\d+$")
        self.assertRegex(rows["3"], r"^3  if \[load\] > 0\.5 +2000 +2000$")
        self.assertRegex(rows["6"], r"^6   drop +2000 +0 ")
        self.assertRegex(rows["8"], r"^8   clone +2000 +4000 ")
        self.assertRegex(rows["9"], r"^9 mutate +6000 +6000 ")
        self.assertRegex(lines[-1], r"^all steps +\d+\.\d{3}  100$")

    def test_only_one_of_the_three_at_a_time(self):
        self.run_filter(2, "--profile", "--trace")
        self.run_filter(2, "--profile", "--explain")
        self.run_filter(2, "--trace", "--explain")


if __name__ == "__main__":
    unittest.main()
