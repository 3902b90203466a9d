"""The engine on the second report's job: CSV, seven conversions, 309 bytes a row."""
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import time

import installed
from ndjson_peers import PEERS, SCRIPTS
from processes import ProgramFailed, Usage, run
from session import BIN, PYTHON, WORK, Result, Session, Target

SUMMARY = "CSV and convert into NDJSON, null and SQLite beside seven other programs; memory; cores"
ROWS = 2_000_000
SQLITE_ROWS = 1_000_000
# As the SQLite sink opens its database.
SQLITE_PRAGMAS = ["PRAGMA page_size=16384", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"]
FILTER = """
  csv {
    separator => ","
    columns => ["vm_id", "subscription_id", "deployment_id", "timestamp_vm_created",
                "timestamp_vm_deleted", "max_cpu", "average_cpu", "p96_max_cpu", "vm_category",
                "vm_virtual_core_count_bucket", "vm_memory_bucket"]
  }
  mutate {
    convert => {
      "timestamp_vm_created" => "integer"
      "timestamp_vm_deleted" => "integer"
      "max_cpu" => "float"
      "average_cpu" => "float"
      "p96_max_cpu" => "float"
      "vm_virtual_core_count_bucket" => "integer"
      "vm_memory_bucket" => "integer"
    }
    remove_field => ["message"]
  }
"""


def spec() -> pathlib.Path:
    """The report's job, with no other fields in its events than the eleven of the table."""
    path = WORK / "job.json"
    path.write_text(json.dumps({
        "client_id": "bench", "job_name": "bench",
        "filebeat_config_args": {"filename_pattern": "*.csv"},
        "logstash_pipeline_config_args": {"filter": FILTER, "index_name": "vmtable"},
        "events": {"@timestamp": False, "@version": False, "log.file.path": False,
                   "log.offset": False, "host.name": False}}))
    return path


def ours(source: pathlib.Path | str, to: str, prefix: tuple = (), **options) -> Usage:
    """The command as a user would type it, in a new home."""
    home = WORK / "home"
    shutil.rmtree(home, ignore_errors=True)
    return run([*prefix, BIN / "mysimbdp", "run", spec(), "--input", source, "--to", to,
                "--home", home, "--quiet", *(["--source-name", "made"] if source == "-" else [])],
               **options)


def fresh(name: str) -> pathlib.Path:
    """A path for an output; what an earlier run left there is gone, and with it its dirty pages."""
    path = WORK / name
    for old in WORK.glob(name + "*"):
        old.unlink()
    return path


def row_hash(path: pathlib.Path, float_texts: bool = False) -> str:
    options = ["--float-texts"] if float_texts else []
    done = subprocess.run([PYTHON, SCRIPTS / "row_hash.py", path, *options],
                          capture_output=True, text=True,
                          env={**os.environ, "PYTHONHASHSEED": "0"})
    if done.returncode != 0:
        raise ProgramFailed(f"{path.name}: {done.stderr.strip()}")
    return done.stdout.strip()


def per_million(seconds: float, rows: int) -> float:
    return seconds / (rows / 1e6)


def ndjson(session: Session) -> None:
    source = session.table(ROWS)
    mine, theirs = fresh("ours.ndjson"), fresh("peer.ndjson")
    all_of_ours: list[Usage] = []

    def convert() -> Usage:
        usage = ours(source, f"ndjson:{fresh('ours.ndjson')}")
        all_of_ours.append(usage)
        return usage

    hash_of_ours = ""
    for peer in PEERS:
        if session.options.only.lower() not in f"ndjson {peer.name}".lower():
            continue
        pairs_of = session.options.pairs if not peer.slow else max(1, session.options.pairs // 2)
        try:
            peer.prepare(session)
            pairs = session.pairs(
                convert, lambda: peer.convert(source, fresh("peer.ndjson"), ROWS), pairs_of)
            if pairs[-1][0] and not hash_of_ours:
                hash_of_ours = row_hash(mine)
            if (pairs[-1][1] and hash_of_ours and
                    row_hash(theirs, peer.float_texts) != hash_of_ours):
                raise ProgramFailed(f"{peer.name} wrote other rows than we did")
        except (ProgramFailed, OSError) as failure:
            session.add(Result(f"NDJSON beside {peer.name}", problem=str(failure)))
            continue
        session.compare(f"NDJSON: CPU beside {peer.name}", "s/M rows", pairs,
                        lambda usage: per_million(usage.cpu, ROWS),
                        Target(peer.cpu_share) if peer.cpu_share else None)
        session.compare(f"NDJSON: time beside {peer.name}", "s/M rows", pairs,
                        lambda usage: per_million(usage.wall, ROWS), Target(1.0))
    if all_of_ours:
        session.add(Result("NDJSON: user CPU", per_million(
            statistics.median(usage.user for usage in all_of_ours), ROWS), unit="s/M rows",
            target=Target(0.45, judged=False)))
        session.add(Result("NDJSON: peak memory", max(
            usage.peak_memory for usage in all_of_ours) / 1e6, unit="MB", target=Target(150)))


def null(session: Session) -> None:
    source = session.table(ROWS)
    installed.python_packages(session)
    pairs = session.pairs(lambda: ours(source, "null:"),
                          lambda: run([PYTHON, SCRIPTS / "duckdb_ndjson.py", source, "--hash"]),
                          session.options.pairs)
    session.compare("null: CPU beside DuckDB hashing the columns", "s/M rows", pairs,
                    lambda usage: per_million(usage.cpu, ROWS), Target(1 / 3))
    if mine := [one for one, _, _ in pairs if one]:
        session.add(Result("null: rows for each CPU-second",
                           statistics.median(ROWS / usage.cpu for usage in mine),
                           target=Target(4_000_000, at_least=True, judged=False)))


def sqlite(session: Session) -> None:
    source = session.table(SQLITE_ROWS)
    database = WORK / "ours.sqlite"

    def loop() -> Usage:
        """The bare loop on our table; its time is that of the inserts alone."""
        if not database.exists():
            raise ProgramFailed("bare loop: there is no table of ours to fill")
        with contextlib.closing(sqlite3.connect(database)) as connection:
            create, = connection.execute(
                "SELECT sql FROM sqlite_master WHERE name = 'vmtable'").fetchone()
        rate = WORK / "loop.rate"
        usage = run([BIN / "sqlite_loop", fresh("loop.sqlite"), source, *SQLITE_PRAGMAS, create],
                    stdout=rate)
        return dataclasses.replace(usage, wall=SQLITE_ROWS / float(rate.read_text()))

    pairs = session.pairs(lambda: ours(source, f"sqlite:{fresh('ours.sqlite')}#vmtable"),
                          loop, session.options.pairs)
    session.compare("SQLite: rows/s beside a bare loop", "", pairs,
                    lambda usage: SQLITE_ROWS / usage.wall, Target(0.9, at_least=True))


def resident_bytes(process: int) -> int | None:
    try:
        status = pathlib.Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) * 1024 if found else None


def memory(session: Session) -> None:
    gigabytes = 10 if session.options.full else 3
    rows = gigabytes * 1_000_000_000 // 309
    samples: list[int] = []

    def watch(process: int) -> None:
        while (size := resident_bytes(process)) is not None:
            samples.append(size)
            time.sleep(0.02)

    usage = ours("-", "null:", feed=[BIN / "gen_vmtable", rows, 1, "-"], watch=watch)
    session.add(Result(f"peak memory over {gigabytes} GB", usage.peak_memory / 1e6, unit="MB",
                       target=Target(150)))
    tenth = max(1, len(samples) // 10)
    early = statistics.median(samples[tenth:3 * tenth])
    late = statistics.median(samples[-2 * tenth:])
    session.add(Result(f"memory growth over {gigabytes} GB", (late - early) / 1e6, unit="MB",
                       target=Target(5)))


def cores(session: Session) -> None:
    available = sorted(os.sched_getaffinity(0))[:2]
    if len(available) < 2:
        raise ProgramFailed("two cores beside one: this machine has one")
    source = session.table(ROWS)
    both, one = (["taskset", "-c", ",".join(map(str, chosen))]
                 for chosen in (available, available[:1]))
    pairs = session.pairs(lambda: ours(source, "null:", prefix=both),
                          lambda: ours(source, "null:", prefix=one), session.options.pairs)
    session.compare("two cores beside one: rows/s into null", "", pairs,
                    lambda usage: ROWS / usage.wall, Target(1.7, at_least=True))


def bench(session: Session) -> None:
    session.build("mysimbdp", "gen_vmtable", "sqlite_loop")
    ndjson(session)
    for part in (null, sqlite, memory, cores):
        if session.options.only.lower() in part.__name__:
            try:
                part(session)
            except (ProgramFailed, OSError, ValueError) as failure:
                session.add(Result(part.__name__, problem=str(failure)))
