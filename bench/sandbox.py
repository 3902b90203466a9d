"""Starting an app in its sandbox, beside starting the same program bare."""
import json
import statistics
import subprocess

from session import BIN, Result, Session, Target

SUMMARY = "starting an app in its sandbox: what it adds to fork and exec"
RUNS = 100
PROGRAM = "/bin/true"


def bench(session: Session) -> None:
    session.build("sandbox_loop")
    done = subprocess.run([BIN / "sandbox_loop", str(RUNS), PROGRAM], capture_output=True, text=True)
    if done.returncode != 0:
        session.add(Result("start in a sandbox", unit="ms", problem=done.stderr.strip()))
        return
    times = json.loads(done.stdout)
    session.versions["isolation"] = times["level"]
    added = [sandboxed - bare for sandboxed, bare in zip(times["sandboxed"], times["bare"])]
    sandboxed, bare = (statistics.median(times[name]) for name in ("sandboxed", "bare"))
    session.add(Result(f"{PROGRAM} in a sandbox, beside bare", sandboxed, bare, unit="ms"))
    session.add(Result("added by the sandbox, median", statistics.median(added), unit="ms",
                       target=Target(20)))
    session.add(Result("added by the sandbox, 95 of 100", statistics.quantiles(added, n=20)[-1],
                       unit="ms"))
