"""The two reports' own experiment: a table of what they measured, and what we do on this machine."""
import contextlib
import json
import pathlib
import shutil
import subprocess
from collections.abc import Iterator

import sinks_mongodb
import sinks_search
from processes import ProgramFailed, Usage, run
from session import BIN, ROOT, WORK, Result, Session

SUMMARY = "the reports' experiment: two tenants into OpenSearch and MongoDB, one refused; GridFS or documents"
EXAMPLES = ROOT / "examples" / "vmtable"
ROWS = 500_000
# What the second report has for a job of 500,000 rows, the first for a file of 50 MB.
THEIR_ROWS, THEIR_MEGABYTES = 29_411, 14.73
THEIR_GRIDFS_SECONDS, THEIR_DOCUMENTS_SECONDS = 0.7, 10.0
FILE_BYTES = 50_000_000


def job(tenant: str, source: pathlib.Path, to: str) -> tuple[Usage, dict]:
    """The tenant's job with its profile, from nothing; its statistics."""
    home = WORK / "home"
    shutil.rmtree(home, ignore_errors=True)
    stats = WORK / "stats.json"
    stats.unlink(missing_ok=True)
    usage = run([BIN / "mysimbdp", "run", EXAMPLES / tenant / "job.json", "--profile",
                 EXAMPLES / tenant / "profile.json", "--input", source, "--home", home, "--to", to,
                 "--stats", stats, "--quiet"])
    return usage, json.loads(stats.read_text())["job_stats"]


@contextlib.contextmanager
def opensearch() -> Iterator[str]:
    with sinks_search.server() as (url, _):
        yield f"opensearch:{url}#vmtable"


@contextlib.contextmanager
def mongodb() -> Iterator[str]:
    with sinks_mongodb.fresh_server() as (url, _):
        yield f"{url}/store#vmtable"


def refused(session: Session, source: pathlib.Path) -> None:
    """Bob's profile is too small: before the first byte, in the report's words."""
    home = WORK / "home"
    done = subprocess.run([BIN / "mysimbdp", "run", EXAMPLES / "bob" / "job.json", "--profile",
                           EXAMPLES / "bob" / "profile.json", "--input", source, "--home", home,
                           "--to", "null:"], capture_output=True, text=True)
    answer = json.loads(done.stdout or "{}")
    expected = {"error": "Total file size exceeds limit", "status": "failed"}
    if done.returncode != 4 or answer != expected:
        raise ProgramFailed(f"Bob's job should have been refused: {done.stdout} {done.stderr}")
    session.say(f"  Bob: {done.stdout.strip()}")
    session.add(Result("Bob: refused by his profile, rows stored", 0, 0))


def tenants(session: Session) -> None:
    source = session.table(ROWS)
    refused(session, source)
    for name, place in (("OpenSearch", opensearch), ("MongoDB", mongodb)):
        try:
            with place() as to:
                usage, stats = job("alice", source, to)
        except (ProgramFailed, subprocess.CalledProcessError) as failure:
            session.add(Result(f"Alice into {name}", problem=str(failure)))
            continue
        store = stats["index_stats"]["store"]["size_in_bytes"]
        theirs = (THEIR_ROWS, THEIR_MEGABYTES) if name == "OpenSearch" else (None, None)
        for unit, ours, peer in (
                ("rows/s", ROWS / usage.wall, theirs[0]),
                ("MB/s read", source.stat().st_size / 1e6 / usage.wall, None),
                ("MB/s stored", store / 1e6 / usage.wall, theirs[1])):
            session.add(Result(f"Alice into {name}", ours, peer, ours / peer if peer else None, unit))
        print(f"job_stats of Alice's job into {name}:\n{json.dumps(stats, indent=2)}\n")


def clients(session: Session) -> None:
    """The first report: client 1 stores the file as a GridFS object, client 2 its rows as documents."""
    source = WORK / "fifty-megabytes.csv"
    if not source.exists():
        whole = session.table(ROWS)
        with whole.open("rb") as file:
            head = file.read(FILE_BYTES)
        source.write_bytes(head[:head.rindex(b"\n") + 1])
    source.read_bytes()
    with sinks_mongodb.fresh_server() as (url, _):
        one = run([BIN / "mysimbdp", "gridfs", "put", source, "--tenant", "client1", "--at",
                   f"{url}/store#inbox"])
    with mongodb() as to:
        two, _ = job("alice", source, to)
    session.add(Result("client 1, 50 MB as a GridFS object", one.wall, THEIR_GRIDFS_SECONDS,
                       one.wall / THEIR_GRIDFS_SECONDS, "s"))
    session.add(Result("client 2, 50 MB as documents", two.wall, THEIR_DOCUMENTS_SECONDS,
                       two.wall / THEIR_DOCUMENTS_SECONDS, "s"))


def bench(session: Session) -> None:
    session.build("mysimbdp", "gen_vmtable")
    subprocess.run([sinks_mongodb.SERVER, "install", "crate"], check=True, stdout=subprocess.DEVNULL)
    session.say("  (peer: what the reports print, on their authors' machines)")
    for part in (tenants, clients):
        try:
            part(session)
        except (ProgramFailed, OSError) as failure:
            session.add(Result(part.__name__, problem=str(failure)))
