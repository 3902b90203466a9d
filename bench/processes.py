"""Runs programs and says what they took: time, processor time, memory."""
import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable


@dataclasses.dataclass
class Usage:
    """What one process and its children took. Seconds and bytes."""
    wall: float
    user: float
    system: float
    peak_memory: int

    @property
    def cpu(self) -> float:
        return self.user + self.system


class ProgramFailed(Exception):
    """A program that was to be measured could not be run, or did not do its work."""


def reap(process: subprocess.Popen, until: Callable[[], bool] | None, limit: float) -> tuple[int, object]:
    """Waits for the end; once `until` says so, or the limit is over, asks the process to end."""
    deadline = time.monotonic() + limit
    asked = False
    while True:
        pid, status, usage = os.wait4(process.pid, 0 if asked else os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.monotonic() > deadline:
            process.kill()
            os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL
            raise ProgramFailed(f"{process.args[0]}: not done after {limit:.0f} s")
        if until is not None and until():
            process.terminate()
            asked = True
        else:
            time.sleep(0.002)


def run(command: list, *, feed: list | None = None, environment: dict[str, str] | None = None,
        until: Callable[[], bool] | None = None, watch: Callable[[int], None] | None = None,
        stdout: pathlib.Path | None = None, limit: float = 900) -> Usage:
    """Runs `command` to its end. `feed`: a command whose output it reads, not counted. `until`: for
    programs that do not end by themselves, says when the work is done. `watch`: called with the
    process id again and again while it runs. Its standard output goes to `stdout`, else nowhere."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as errors, open(stdout or os.devnull, "wb") as output:
        source = subprocess.Popen([str(part) for part in feed], stdout=subprocess.PIPE) if feed else None
        begin = time.monotonic()
        try:
            process = subprocess.Popen(command, stdin=source.stdout if source else subprocess.DEVNULL,
                                       stdout=output, stderr=errors,
                                       env={**os.environ, **(environment or {})})
        except OSError as error:
            raise ProgramFailed(f"{command[0]}: {error.strerror}") from error
        if source:
            source.stdout.close()
        watcher = threading.Thread(target=watch, args=(process.pid,)) if watch else None
        if watcher:
            watcher.start()
        try:
            code, usage = reap(process, until, limit)
            wall = time.monotonic() - begin
        finally:
            if watcher:
                watcher.join()
            if source:
                source.terminate()
                source.wait()
        if code != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()[-3:]
            raise ProgramFailed(f"{pathlib.Path(command[0]).name} ended with {code}: " + " | ".join(said))
    return Usage(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024)


def lines_written(path: pathlib.Path, wanted: int) -> Callable[[], bool]:
    """Says whether `path` has `wanted` lines; each call looks only at what is new."""
    state = {"offset": 0, "lines": 0, "next": 0.0}

    def done() -> bool:
        now = time.monotonic()
        if now >= state["next"] and path.exists():
            state["next"] = now + 0.05
            with path.open("rb") as file:
                file.seek(state["offset"])
                while block := file.read(1 << 20):
                    state["offset"] += len(block)
                    state["lines"] += block.count(b"\n")
        return state["lines"] >= wanted

    return done
