"""A real server for a test: started and ended by tools/servers/NAME.sh."""

import pathlib
import shutil
import subprocess
import tempfile

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools" / "servers"


class Server:
    """One server with a folder of its own. kill() and start() again keep its data; its address may
    be another one then."""

    def __init__(self, name, *options):
        self.name = name
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"mysimbdp-{name}-"))
        self.url = None

    def _script(self, verb, *arguments, timeout=180):
        command = [str(TOOLS / f"{self.name}.sh"), verb, *map(str, arguments)]
        # Output goes to a file: a server that the script starts would keep a pipe open.
        with open(self.folder / f"{verb}.log", "w+b") as log:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=subprocess.STDOUT, timeout=timeout, check=False)
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} failed:\n{said}")
        return said

    def install(self):
        self._script("install", timeout=1800)
        return self

    def start(self):
        self._script("start", self.folder, *self.options)
        self.url = (self.folder / "url").read_text().strip()
        return self

    @property
    def address(self):
        """Host and port, from a url such as mongodb://127.0.0.1:27017."""
        host, port = self.url.rsplit("/", 1)[-1].rsplit(":", 1)
        return host, int(port)

    def file(self, name):
        """What the script left in the server's folder under that name."""
        return (self.folder / name).read_text().strip()

    def kill(self):
        """SIGKILL, in the middle of whatever it does."""
        self._script("kill", self.folder)

    def stop(self):
        self._script("stop", self.folder)

    def remove(self):
        """For cleaning up: the server ends, its folder goes."""
        try:
            self.kill()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
