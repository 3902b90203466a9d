"""mysimbdp reference: the pages under docs/reference/ are what the program says of itself."""

import pathlib
import unittest

from program import ProgramTest

REFERENCE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reference"


class Reference(ProgramTest):

    def test_pages_are_up_to_date(self):
        for page in ("cli", "filters", "sinks"):
            printed = self.expect(0, "reference", page).stdout
            self.assertEqual(
                printed, (REFERENCE / f"{page}.md").read_text(),
                f"write it anew: mysimbdp reference {page} > docs/reference/{page}.md")

    def test_there_is_no_other_page(self):
        self.assertIn("sinks", self.expect(2, "reference", "sink").stderr)


if __name__ == "__main__":
    unittest.main()
