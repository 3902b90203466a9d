"""The command line itself: help, version, typos."""

import unittest

from program import ProgramTest


class Usage(ProgramTest):

    def test_help_fits_a_screen(self):
        lines = self.expect(0, "--help").stdout.splitlines()
        self.assertLessEqual(len(lines), 24)
        self.assertLessEqual(max(map(len, lines)), 80)

    def test_help_of_every_command_fits_80_columns(self):
        for command in ("run", "filter", "test", "check", "query", "reference", "gridfs", "doctor"):
            for line in self.expect(0, command, "--help").stdout.splitlines():
                self.assertLessEqual(len(line), 80, f"{command}: {line}")

    def test_version_names_program_and_number(self):
        self.assertRegex(self.expect(0, "--version").stdout, r"^mysimbdp \d+\.\d+\.\d+\n$")

    def test_no_command_shows_the_help(self):
        self.assertIn("Subcommands", self.expect(2).stdout)

    def test_a_misspelt_command_is_a_usage_error_with_the_right_word(self):
        done = self.expect(2, "quer", "SELECT 1")
        self.assertIn("did you mean 'query'?", done.stderr)

    def test_a_misspelt_option_is_a_usage_error_with_the_right_word(self):
        done = self.expect(2, "query", "--tenat", "x", "SELECT 1")
        self.assertIn("did you mean '--tenant'?", done.stderr)


if __name__ == "__main__":
    unittest.main()
