"""mysimbdp run and check on whole Logstash pipeline files."""

import json
import unittest

from program import ProgramTest

FILTER = 'filter { csv { columns => ["host", "load"] convert => { "load" => "float" } } }\n'


class Pipeline(ProgramTest):

    def run_pipeline(self, code, text, *arguments, **options):
        self.write("p.conf", text)
        return self.expect(code, "run", "p.conf", "--home", self.home, *arguments, **options)

    def events(self, text):
        return [json.loads(line) for line in text.splitlines()]

    def test_files_to_a_file(self):
        self.write("logs/a/one.log", "web,0.75\nx,0.1\n")
        self.write("logs/two.log", "y,0.2\n")
        self.write("logs/two.txt", "no,0\n")
        self.run_pipeline(0, 'input { file { path => "logs/**/*.log" mode => "read" '
                             'tags => ["t"] } }\n' + FILTER +
                          'output { file { path => "out.ndjson" } }')
        rows = self.events((self.folder / "out.ndjson").read_text())
        self.assertEqual(["web", "x", "y"], sorted(row["host"] for row in rows))
        self.assertEqual({"t"}, {tag for row in rows for tag in row["tags"]})
        self.assertEqual("web,0.75", next(
            row["event"]["original"] for row in rows if row["host"] == "web"))

    def test_standard_input_to_standard_output(self):
        done = self.run_pipeline(0, "input { stdin { codec => json } }\n"
                                    "filter { mutate { uppercase => [\"a\"] } }\n"
                                    "output { stdout { codec => rubydebug } }",
                                 stdin='{"a":"x"}\n')
        self.assertEqual("X", self.events(done.stdout)[0]["a"])
        self.assertIn("p.conf:3:28: stdout: events are printed as JSON", done.stderr)

    def test_generated_lines(self):
        self.run_pipeline(0, 'input { generator { lines => ["a,1", "b,2"] count => 3 } }\n' +
                          FILTER + 'output { file { path => "out.ndjson" } }')
        rows = self.events((self.folder / "out.ndjson").read_text())
        self.assertEqual(["a", "b"] * 3, [row["host"] for row in rows])

    def test_what_cannot_be_mapped_has_its_place(self):
        self.write("p.conf", "input { beats { port => 5044 } }\n"
                             'filter { csv { seperator => ";" } }\n'
                             "output { if [a] { stdout { } } s3 { } }\n")
        told = self.expect(3, "check", "p.conf").stderr
        for text in ("p.conf:1:9: error: the input 'beats' has no counterpart here",
                     "p.conf:2:16: error: unknown filter option 'seperator'",
                     "p.conf:3:10: error: a condition around outputs has no counterpart",
                     "p.conf:3:32: error: the output 's3' has no counterpart"):
            self.assertIn(text, told)
        self.expect(3, "run", "p.conf", "--home", self.home)


if __name__ == "__main__":
    unittest.main()
