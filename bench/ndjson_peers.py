"""The programs that read the trace table's CSV, convert seven columns and write NDJSON, each with
its best settings."""
import dataclasses
import pathlib
import shutil
import sys
from collections.abc import Callable

import installed
from processes import Usage, lines_written, run
from session import ROOT, PYTHON, WORK, Session

SCRIPTS = ROOT / "bench" / "peers"
sys.path.insert(0, str(SCRIPTS))
from columns import COLUMNS  # noqa: E402


@dataclasses.dataclass
class Peer:
    name: str
    prepare: Callable[[Session], object]
    convert: Callable[[pathlib.Path, pathlib.Path, int], Usage]
    """Reads a file, writes a file; the number of rows in between."""
    cpu_share: float | None = None
    """What our processor time may be of the peer's."""
    slow: bool = False
    float_texts: bool = False
    """It leaves numbers with an exponent as texts."""


def python(script: str) -> Callable[[pathlib.Path, pathlib.Path, int], Usage]:
    return lambda source, out, rows: run([PYTHON, SCRIPTS / script, source, out])


def miller(source: pathlib.Path, out: pathlib.Path, rows: int) -> Usage:
    return run(["mlr", "--icsv", "--ojsonl", "--implicit-csv-header", "label", ",".join(COLUMNS),
                source], stdout=out)


def syslog_ng(source: pathlib.Path, out: pathlib.Path, rows: int) -> Usage:
    root = installed.UNPACKED / "syslog-ng-core"
    state = fresh_folder("syslog-ng-state")
    # From a pipe: of a file it would not notice the end. cat's time is not counted.
    return run([root / "usr/sbin/syslog-ng", "-F", "--no-caps", "-f", SCRIPTS / "syslog_ng.conf",
                f"--module-path={root}/usr/lib/syslog-ng/3.38", "-R", state / "persist",
                "-p", state / "pid", "-c", state / "control"], feed=["cat", source],
               environment={"LD_LIBRARY_PATH": f"{root}/usr/lib/syslog-ng", "BENCH_OUT": str(out)})


def rsyslog(source: pathlib.Path, out: pathlib.Path, rows: int) -> Usage:
    root = installed.UNPACKED / "rsyslog"
    state = fresh_folder("rsyslog-state")
    # It follows the file for ever: it is done when all rows are out.
    return run([root / "usr/sbin/rsyslogd", "-n", "-f", SCRIPTS / "rsyslog.conf",
                "-M", installed.library_folder(root) / "rsyslog", "-i", state / "pid"],
               environment={"BENCH_IN": str(source), "BENCH_OUT": str(out),
                            "BENCH_STATE": str(state),
                            "BENCH_RULES": str(SCRIPTS / "rsyslog.rulebase")},
               until=lines_written(out, rows))


def fresh_folder(name: str) -> pathlib.Path:
    path = WORK / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


PEERS = [
    Peer("Polars", installed.python_packages, python("polars_ndjson.py"), 0.6),
    Peer("DuckDB", installed.python_packages, python("duckdb_ndjson.py")),
    Peer("chDB", installed.python_packages, python("chdb_ndjson.py")),
    Peer("csv+orjson", installed.python_packages, python("csv_orjson.py"), slow=True),
    Peer("Miller", lambda session: installed.debian_version(session, "miller"), miller, 1 / 5, True),
    Peer("syslog-ng", lambda session: installed.debian_package(session, "syslog-ng-core"),
         syslog_ng, 1 / 10, True),
    Peer("rsyslog", lambda session: installed.debian_package(session, "rsyslog"), rsyslog, 1 / 15,
         True, float_texts=True),
]
