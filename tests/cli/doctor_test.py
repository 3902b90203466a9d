"""mysimbdp doctor: what this host allows."""

import json
import unittest

from program import ProgramTest


class Doctor(ProgramTest):

    def test_the_table_names_level_and_parts(self):
        lines = self.expect(0, "doctor").stdout.splitlines()
        self.assertRegex(lines[0], "^Isolation of black-box apps: (none|namespaces|control groups)$")
        self.assertRegex(lines[1], "^OCI bundles: (yes|no)$")
        for part in ("bubblewrap", "sandbox", "memory control group", "runc", "disk quota"):
            self.assertTrue(any(line[7:].startswith(part) for line in lines), part)

    def test_json_says_the_same(self):
        report = json.loads(self.expect(0, "doctor", "--json").stdout)["isolation"]
        self.assertIn(report["level"], ("none", "namespaces", "control-groups"))
        by_name = {part["name"]: part for part in report["parts"]}
        groups = all(by_name[f"{what} control group"]["usable"]
                     for what in ("processor", "memory", "processes"))
        self.assertTrue(by_name["sandbox"]["usable"], by_name["sandbox"]["detail"])
        self.assertEqual(report["level"], "control-groups" if groups else "namespaces")
        self.assertTrue(all(part["detail"] for part in report["parts"]))

    def test_a_level_that_is_there_is_enough(self):
        self.expect(0, "doctor", "--require", "namespaces")

    def test_an_unknown_level_is_a_usage_error(self):
        self.assertIn("namespaces", self.expect(2, "doctor", "--require", "much").stderr)


if __name__ == "__main__":
    unittest.main()
