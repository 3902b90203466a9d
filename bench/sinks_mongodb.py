"""MongoDB: the report's CSV as documents, files by GridFS; each run on a fresh server."""
import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

import engine
from processes import ProgramFailed, Usage, run
from session import BIN, ROOT, WORK, Result, Session, Target

SERVER = ROOT / "tools" / "servers" / "mongodb.sh"
ROWS = 500_000
FILE_BYTES = 200_000_000
CONNECTIONS = 2
# As the URI of both programs says it: ours would take the same without.
OPTIONS = "w=majority&retryWrites=false"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Fed(Usage):
    """What a program took that fed a server: with what the server took for it."""
    server_cpu: float
    feeding: float  # Seconds; of the bare program without its reading.


def cpu_of(process: int) -> float:
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextlib.contextmanager
def fresh_server() -> Iterator[tuple[str, int]]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mongodb-", dir=WORK))
    try:
        with open(folder / "start.log", "wb") as log:
            subprocess.run([SERVER, "start", folder, "--engine", "crate"], check=True, stdout=log,
                           stderr=log, stdin=subprocess.DEVNULL)
        yield (folder / "url").read_text().strip(), int((folder / "pid").read_text())
    finally:
        subprocess.run([SERVER, "kill", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def feed(command: Callable[[str], list], bare: bool) -> Fed:
    with fresh_server() as (url, server):
        before = cpu_of(server)
        said = WORK / "said"
        usage = run(command(url), stdout=said)
        fields = {field.name: getattr(usage, field.name) for field in dataclasses.fields(usage)}
        return Fed(**fields, server_cpu=cpu_of(server) - before,
                   feeding=float(said.read_text()) if bare else usage.wall)


def documents_of(source: pathlib.Path, spec: pathlib.Path, rows: int) -> pathlib.Path:
    """The BSON that our sink makes of `source`, as the server has it."""
    made = WORK / f"documents-{rows}.bson"
    if made.exists():
        return made
    venv = subprocess.run([SERVER, "install", "wheel"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()
    sys.path.extend(map(str, pathlib.Path(venv).glob("lib/python3*/site-packages")))
    import bson.raw_bson
    import pymongo
    with fresh_server() as (url, _):
        run(ours(url, source, spec))
        with pymongo.MongoClient(url, document_class=bson.raw_bson.RawBSONDocument) as client:
            count = 0
            with open(made.with_suffix(".partial"), "wb") as file:
                for document in client.bench.vmtable.find().sort("_id"):
                    file.write(document.raw)
                    count += 1
    if count != rows:
        raise ProgramFailed(f"the server has {count} documents of {rows}")
    made.with_suffix(".partial").rename(made)
    return made


def ours(url: str, source: pathlib.Path, spec: pathlib.Path) -> list:
    home = WORK / "home"
    shutil.rmtree(home, ignore_errors=True)
    return [BIN / "mysimbdp", "run", spec, "--input", source, "--home", home, "--quiet",
            "--to", f"{url}/bench?{OPTIONS}#vmtable"]


def documents(session: Session) -> None:
    source = session.table(ROWS)
    job = json.loads(engine.spec().read_text())
    job["sinks"] = {"mongodb": {"connections": CONNECTIONS}}
    spec = WORK / "job-mongodb.json"
    spec.write_text(json.dumps(job))
    prepared = documents_of(source, spec, ROWS)
    # A bulk of ours is a chunk of the source.
    bulk = round(512 * 1024 / (source.stat().st_size / ROWS))
    pairs = session.pairs(
        lambda: feed(lambda url: ours(url, source, spec), False),
        lambda: feed(lambda url: [BIN / "mongodb_loop", "documents", f"{url}/?{OPTIONS}", "bench",
                                  "vmtable", prepared, bulk, CONNECTIONS], True),
        session.options.pairs)
    session.compare("MongoDB documents, whole pipeline", "rows/s", pairs,
                    lambda fed: ROWS / fed.feeding, Target(0.95, at_least=True))
    shares = [one.cpu / one.server_cpu for one, _, _ in pairs if one]
    if shares:
        session.add(Result("MongoDB documents: our CPU / the server's", statistics.median(shares),
                           target=Target(0.25)))


def gridfs(session: Session) -> None:
    source = WORK / "gridfs.bin"
    if not source.exists() or source.stat().st_size != FILE_BYTES:
        source.write_bytes(os.urandom(FILE_BYTES))
    source.read_bytes()
    pairs = session.pairs(
        lambda: feed(lambda url: [BIN / "mysimbdp", "gridfs", "put", source, "--tenant", "bench",
                                  "--at", f"{url}/bench?{OPTIONS}"], False),
        lambda: feed(lambda url: [BIN / "mongodb_loop", "gridfs", f"{url}/?{OPTIONS}", "bench",
                                  "file", source], True),
        session.options.pairs)
    session.compare("GridFS upload", "MB/s", pairs, lambda fed: FILE_BYTES / 1e6 / fed.feeding,
                    Target(0.9, at_least=True))


def bench(session: Session) -> None:
    session.build("mysimbdp", "gen_vmtable", "mongodb_loop")
    subprocess.run([SERVER, "install", "crate"], check=True, stdout=subprocess.DEVNULL)
    for part in (documents, gridfs):
        if session.options.only.lower() in f"mongodb {part.__name__}":
            try:
                part(session)
            except ProgramFailed as failure:
                session.add(Result(f"MongoDB {part.__name__}", problem=str(failure)))
