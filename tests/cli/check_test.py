"""mysimbdp check: mistakes and doubtful places, with the text they stand in."""

import json
import unittest

from program import ProgramTest


class CheckTest(ProgramTest):

    def spec(self, filter_text, indent=None, **more):
        return self.write("job.json", json.dumps({
            "client_id": "alice", "job_name": "rows", "filebeat_config_args": {},
            "logstash_pipeline_config_args": {"filter": filter_text, "index_name": "rows"},
            **more}, indent=indent))

    def warnings_of(self, filter_text, **more):
        self.spec(filter_text, **more)
        return self.expect(0, "check", "job.json").stderr


class Errors(CheckTest):

    def test_an_error_has_its_line_and_a_caret(self):
        self.write("a.conf", 'csv {\n  seperator => ";"\n}\n')
        done = self.expect(3, "check", "a.conf")
        self.assertEqual("", done.stdout)
        self.assertEqual(
            "a.conf:2:3: error: unknown filter option 'seperator' of csv; did you mean "
            "'separator'?\n"
            '  2 |   seperator => ";"\n'
            "    |   ^~~~~~~~~\n", done.stderr)

    def test_in_a_specification_it_has_its_place_in_the_file_and_in_the_text(self):
        self.spec('csv { }\nif [a] == "x" {\n  mutate { uppercase => { "a" => "b" } }\n}',
                  indent=1)
        done = self.expect(3, "check", "job.json")
        lines = done.stderr.splitlines()
        self.assertRegex(lines[0], r"^job\.json:\d+:\d+: logstash_pipeline_config_args\.filter:"
                                   r"3:25: error: mutate: uppercase: expected a list")
        self.assertEqual('  3 |   mutate { uppercase => { "a" => "b" } }', lines[1])
        self.assertEqual("    |                         ^", lines[2])
        # The place in the file is that of the brace, too.
        line, column = map(int, lines[0].split(":")[1:3])
        written = (self.folder / "job.json").read_text().splitlines()[line - 1]
        self.assertTrue(written[column - 1:].startswith('{ \\"a\\" => '), written[column - 1:])

    def test_mistakes_of_a_document_are_shown_too(self):
        self.write("job.json", '{\n  "job_name": 7\n}\n')
        done = self.expect(3, "check", "job.json")
        self.assertIn('  2 |   "job_name": 7\n    |               ^\n', done.stderr)

    def test_a_file_that_is_missing_is_an_error(self):
        self.assertIn("error: ", self.expect(3, "check", "none.conf").stderr)

    def test_the_lines_of_the_text_fit_80_columns(self):
        self.write("a.conf", f'csv {{ columns => ["{"a" * 200}"] seperator => "{"b" * 200}" }}\n')
        lines = self.expect(3, "check", "a.conf").stderr.splitlines()
        self.assertLessEqual(max(map(len, lines[1:])), 80)
        self.assertEqual("seperator", lines[1][lines[2].index("^"):][:9])


class Warnings(CheckTest):

    def test_a_warning_is_no_error_unless_asked(self):
        self.write("a.conf", "drop { }\nmutate { add_tag => [\"a\"] }\n")
        done = self.expect(0, "check", "a.conf")
        self.assertEqual("a.conf: ok, filter, 1 warning\n", done.stdout)
        self.assertIn("a.conf:2:1: warning: no event gets here", done.stderr)
        done = self.expect(3, "check", "--strict", "a.conf")
        self.assertEqual("", done.stdout)

    def test_a_condition_on_a_field_that_nothing_makes(self):
        columns = 'csv { columns => ["host", "load"] }\n'
        told = self.warnings_of(columns + "if [laod] > 1 { drop { } }")
        self.assertIn("filter:2:4: warning: nothing before this condition makes the field [laod]; "
                      "did you mean 'load'?", told)
        self.assertIn("  2 | if [laod] > 1 { drop { } }\n    |    ^\n", told)
        for known in ("load", "message", "log][file][path", "tags", "column3", "@timestamp"):
            self.assertEqual("", self.warnings_of(columns + f"if [{known}] {{ drop {{ }} }}"), known)

    def test_what_filters_make_is_known(self):
        for text in ('grok { match => { "message" => "%{IP:client} %{WORD:[http][verb]}" } } '
                     'if [client] and [http][verb] { drop { } }',
                     'dissect { mapping => { "message" => "%{ab} %{cd}" } } if [ab] { drop { } }',
                     'mutate { rename => { "message" => "text" } } if [text] { drop { } }',
                     'mutate { copy => { "message" => "[x][y]" } } if [x] { drop { } }',
                     'date { match => ["message", "ISO8601"] target => "when" } '
                     'if [when] { drop { } }',
                     'json { source => "message" } if [any] { drop { } }',
                     'kv { } if [any] { drop { } }',
                     'json { source => "message" target => "doc" } if [doc][a] { drop { } }',
                     'clone { clones => ["c"] } if "c" in [tags] { drop { } }',
                     'fingerprint { target => "hash" } if [hash] { drop { } }',
                     'translate { source => "message" target => "found" dictionary => { "a" => "b" }'
                     ' } if [found] { drop { } }',
                     'uuid { target => "id" } if [id] { drop { } }'):
            self.assertEqual("", self.warnings_of(text), text)

    def test_events_that_are_read_as_json_may_have_any_field(self):
        self.assertEqual("", self.warnings_of("if [any] { drop { } }", input={"format": "ndjson"}))

    def test_fields_of_the_mapping_are_known(self):
        mapping = {"mappings": {"properties": {"load": {"type": "float"}}}}
        self.assertEqual("", self.warnings_of("if [load] { drop { } }",
                                              elasticsearch_index_config=mapping))

    def test_expressions_that_can_run_away(self):
        for text in ('mutate { gsub => ["message", "^(\\w+\\s*)+$", "x"] }',
                     'grok { match => { "message" => ["%{IP:a}", "(?<b>(.|\\s)*) end"] } }',
                     'prune { whitelist_names => ["^(a|a)*$"] }',
                     'kv { field_split_pattern => "(,*)*;" }',
                     'if [message] =~ /^(a+)+$/ { drop { } }'):
            self.assertIn("can run away", self.warnings_of(text), text)

    def test_deprecated_options(self):
        self.assertIn("warning: the option 'field' of translate is deprecated; write 'source'",
                      self.warnings_of('translate { field => "message" target => "a" '
                                       'dictionary => { "a" => "b" } }'))


class Colours(CheckTest):

    def on_a_terminal(self, **environment):
        import os
        import pty
        import subprocess
        from program import PROGRAM
        self.write("a.conf", "drop { }\ndrop { }\n")
        reader, writer = pty.openpty()
        variables = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        subprocess.run([PROGRAM, "check", "a.conf"], stderr=writer, stdout=subprocess.DEVNULL,
                       cwd=self.folder, env={**variables, **environment}, timeout=60, check=False)
        os.close(writer)
        text = os.read(reader, 65536).decode()
        os.close(reader)
        return text

    def test_a_terminal_gets_colours(self):
        self.assertIn("\033[1;35mwarning: \033[0m", self.on_a_terminal())

    def test_no_color_is_respected(self):
        text = self.on_a_terminal(NO_COLOR="1")
        self.assertIn("warning: ", text)
        self.assertNotIn("\033", text)


if __name__ == "__main__":
    unittest.main()
