"""What the tests of the command line share: the program, a folder of their own, and its output."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["MYSIMBDP"]


class ProgramTest(unittest.TestCase):
    """Runs each test in an empty folder that is also the home of the platform."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mysimbdp-test-"))
        self.home = self.folder / "home"
        self.addCleanup(self._remove)

    def _remove(self):
        # Tests take rights away; the folder has to go all the same.
        for path in [self.folder, *self.folder.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(self.folder)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, str):
            text = text.encode()
        path.write_bytes(text)
        return path

    def as_nobody(self):
        """Options of run_program() for a user without rights of their own: root may read anything.
        The program is copied to where that user may run it."""
        if os.geteuid() != 0:
            return {}
        program = self.folder / "mysimbdp"
        shutil.copy(PROGRAM, program)
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, 65534, 65534)
        return {"program": program, "user": 65534, "group": 65534, "extra_groups": []}

    def run_program(self, *arguments, stdin=b"", timeout=60, environment=None, program=PROGRAM,
                    **options):
        """Runs mysimbdp and returns the finished process; its output is text."""
        if isinstance(stdin, str):
            stdin = stdin.encode()
        done = subprocess.run(
            [program, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout,
            cwd=self.folder, **options,
            env={**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), **(environment or {})})
        done.stdout = done.stdout.decode("utf-8", "surrogateescape")
        done.stderr = done.stderr.decode("utf-8", "surrogateescape")
        return done

    def expect(self, code, *arguments, **options):
        """As run_program(), and the exit code must be `code`."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(code, done.returncode,
                         f"{arguments}\nstdout: {done.stdout}\nstderr: {done.stderr}")
        return done
