"""The filters, one step at a time, on one core: beside syslog-ng's parser for the same step, and
Python's re and json."""
import dataclasses
import json
import pathlib
import random
import statistics
import subprocess

import installed
from ndjson_peers import fresh_folder
from processes import ProgramFailed, Usage, run
from session import BIN, PYTHON, ROOT, WORK, Result, Session, Target

SUMMARY = "each filter: events/s per core and allocations, beside syslog-ng's parsers and Python"
LINES = 100_000
REPEATS = 10
"""How often a whole program gets these lines."""
SCRIPTS = ROOT / "bench" / "peers"


@dataclasses.dataclass
class Step:
    name: str
    filter: str
    lines: str
    """Name of the made file of lines."""
    rate: float | None = None
    """Events/s per core that it should reach; orientation, for machines differ."""
    parser: str = ""
    """What syslog-ng does for the same step; empty: it has no such parser."""
    python: str = ""
    """What Python does for a line `l`; empty: not compared."""
    flat: bool = True
    """Events without objects or lists: the heap must not be asked for memory."""


def access_log(rows: random.Random, count: int) -> list[str]:
    paths = ["/", "/index.html", "/images/logo.png", "/api/v1/users?id=42&sort=name", "/blog/tags/puppet"]
    agents = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
              "curl/7.88.1", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"]
    return [f'{rows.randrange(1, 255)}.{rows.randrange(256)}.{rows.randrange(256)}.{rows.randrange(256)} - '
            f'{rows.choice(["-", "frank", "alice"])} [{rows.randrange(10, 29)}/Oct/2023:{rows.randrange(10, 24)}:'
            f'{rows.randrange(10, 60)}:{rows.randrange(10, 60)} +0200] "GET {rows.choice(paths)} HTTP/1.1" '
            f'{rows.choice([200, 200, 304, 404])} {rows.randrange(100, 99999)} "http://example.com/start" '
            f'"{rows.choice(agents)}"' for _ in range(count)]


def comma_separated(rows: random.Random, count: int) -> list[str]:
    return [f"host-{rows.randrange(100)},{rows.randrange(100000)},{rows.random():.6f},some text,"
            f"{rows.randrange(2)},x{rows.randrange(10)}" for _ in range(count)]


def json_objects(rows: random.Random, count: int) -> list[str]:
    return [json.dumps({"host": f"host-{rows.randrange(100)}", "bytes": rows.randrange(100000),
                        "load": round(rows.random(), 6), "ok": rows.random() < 0.5, "message": "some text"},
                       separators=(",", ":")) for _ in range(count)]


def pairs(rows: random.Random, count: int) -> list[str]:
    return [f'host=host-{rows.randrange(100)} bytes={rows.randrange(100000)} load={rows.random():.6f} '
            f'note="some text" ok={rows.randrange(2)}' for _ in range(count)]


def dates(rows: random.Random, count: int) -> list[str]:
    return [f"{rows.randrange(10, 29)}/Oct/2023:{rows.randrange(10, 24)}:{rows.randrange(10, 60)}:"
            f"{rows.randrange(10, 60)} +0200" for _ in range(count)]


LINES_OF = {"access": access_log, "csv": comma_separated, "json": json_objects, "kv": pairs, "dates": dates}
HTTPDATE = 'match => ["timestamp", "dd/MMM/yyyy:HH:mm:ss Z"]'
LEGACY = "ecs_compatibility => disabled"
COMBINED = "grok { match => { 'message' => '%{COMBINEDAPACHELOG}' } " + LEGACY + " }"
CLASSIC = COMBINED + " date { " + HTTPDATE + " } mutate { convert => { 'response' => 'integer' 'bytes' => 'integer' } }"
CUT = "%{ip} %{} %{user} [%{ts}] \"%{verb} %{path} %{http}\" %{code} %{bytes} \"%{referrer}\" \"%{agent}\""
APACHE_REGEX = (r'^(?<clientip>\S+) (?<ident>\S+) (?<auth>\S+) \[(?<timestamp>[^\]]+)\] "(?<verb>\w+) (?<request>\S+)'
                r'(?: HTTP/(?<httpversion>[0-9.]+))?" (?<response>\d+|-) (?<bytes>\d+|-) (?<referrer>"[^"]*") (?<agent>"[^"]*")')


def falling_through(count: int) -> str:
    """`count` expressions that do not match, and the one that does."""
    others = ", ".join(f"'^service{i}\\[%{{POSINT:pid}}\\]: event{i}x %{{GREEDYDATA:rest}}'" for i in range(count))
    return ("grok { match => { 'message' => [" + others + (", " if others else "") + "'%{COMBINEDAPACHELOG}'] } " +
            LEGACY + " }")


STEPS = [
    Step("csv", "csv { columns => ['host', 'bytes', 'load', 'text', 'ok', 'x'] }", "csv",
         parser='csv-parser(columns("host","bytes","load","text","ok","x") delimiters(",") flags(escape-double-char));'),
    Step("csv, convert", "csv { columns => ['host', 'bytes', 'load', 'text', 'ok', 'x'] } "
         "mutate { convert => { 'bytes' => 'integer' 'load' => 'float' } }", "csv"),
    Step("kv", "kv { }", "kv", rate=1_000_000, parser='kv-parser(value-separator("=") pair-separator(" "));'),
    Step("json", "json { source => 'message' }", "json", rate=1_000_000, parser="json-parser();",
         python="json.loads(l)"),
    Step("dissect", f"dissect {{ mapping => {{ 'message' => '{CUT}' }} }}", "access", rate=3_000_000),
    Step("grok", COMBINED, "access"),
    Step("grok, one regex", "grok { match => { 'message' => '" + APACHE_REGEX + "' } }", "access",
         parser=f"regexp-parser(patterns('{APACHE_REGEX}'));",
         python="apache.match(l).groupdict()"),
    Step("grok, date, convert", CLASSIC, "access", rate=600_000),
    Step("date", "date { match => ['message', 'dd/MMM/yyyy:HH:mm:ss Z'] }", "dates",
         parser='date-parser(format("%d/%b/%Y:%H:%M:%S %z"));'),
]


def lines_file(name: str) -> pathlib.Path:
    path = WORK / f"lines-{name}-{LINES}.txt"
    if not path.exists():
        path.write_text("\n".join(LINES_OF[name](random.Random(1), LINES)) + "\n")
    return path


def ours(step: Step, filter_text: str | None = None) -> dict:
    """One run of the loop: rate, allocations, tagged."""
    text = WORK / "step.conf"
    text.write_text(filter_text or step.filter)
    done = subprocess.run([BIN / "filter_loop", text, lines_file(step.lines), "0.7"], capture_output=True, text=True)
    if done.returncode != 0:
        raise ProgramFailed(f"{step.name}: {done.stderr.strip()}")
    figures = json.loads(done.stdout)
    if figures["tagged"] > 0:
        raise ProgramFailed(f"{step.name}: {figures['tagged']} events failed")
    return figures


def syslog_ng(step: Step, parser: str) -> Usage:
    root = installed.UNPACKED / "syslog-ng-core"
    state = fresh_folder("syslog-ng-state")
    statement = state / "step.conf"
    path = "parser(step); " if parser else ""
    statement.write_text((f"parser step {{ {parser} }};\n" if parser else "") +
                         f"log {{ source(input); {path}destination(output); flags(flow-control); }};\n")
    lines = [str(lines_file(step.lines))] * REPEATS
    return run([root / "usr/sbin/syslog-ng", "-F", "--no-caps", "-f", SCRIPTS / "syslog_ng_step.conf",
                f"--module-path={root}/usr/lib/syslog-ng/3.38", "-R", state / "persist", "-p", state / "pid",
                "-c", state / "control"], feed=["cat", *lines],
               environment={"LD_LIBRARY_PATH": f"{root}/usr/lib/syslog-ng", "BENCH_STEP": str(statement)})


def whole(step: Step) -> Usage:
    """Our command on a file, as a user would type it; the null sink takes no time."""
    home = fresh_folder("filters-home")
    spec = WORK / "filters-job.json"
    spec.write_text(json.dumps({
        "client_id": "bench", "job_name": "bench", "filebeat_config_args": {"filename_pattern": "*.txt"},
        "logstash_pipeline_config_args": {"filter": step.filter, "index_name": "lines"},
        "events": {"@timestamp": False, "@version": False, "log.file.path": False, "log.offset": False,
                   "host.name": False}}))
    return run([BIN / "mysimbdp", "run", spec, "--input", "-", "--source-name", "made", "--to", "null:",
                "--home", home, "--quiet"], feed=["cat", *[str(lines_file(step.lines))] * REPEATS])


def python_rate(step: Step) -> float:
    script = (f"import json, re, sys, time\napache = re.compile({APACHE_REGEX.replace('?<', '?P<')!r})\n"
              "lines = open(sys.argv[1]).read().splitlines()\nbegin = time.process_time()\n"
              f"for l in lines: {step.python}\nprint(len(lines) / (time.process_time() - begin))\n")
    done = subprocess.run([PYTHON if PYTHON.exists() else "python3", "-c", script, lines_file(step.lines)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise ProgramFailed(f"{step.name} in Python: {done.stderr.strip()[-200:]}")
    return float(done.stdout)


def measure(session: Session, step: Step) -> None:
    runs = [ours(step) for _ in range(session.options.pairs)]
    rate = statistics.median(one["rate"] for one in runs)
    session.add(Result(f"{step.name}: events/s per core", rate,
                       target=Target(step.rate, at_least=True, judged=False) if step.rate else None))
    session.add(Result(f"{step.name}: allocations per event", runs[-1]["allocations"],
                       target=Target(0.001) if step.flat else None))
    if step.parser:
        events = REPEATS * LINES
        pairs_of = session.pairs(lambda: whole(step), lambda: syslog_ng(step, step.parser), session.options.pairs)
        session.compare(f"{step.name}: events per CPU-second, program beside syslog-ng", "", pairs_of,
                        lambda usage: events / usage.cpu, Target(10, at_least=True))
        bare = statistics.median(syslog_ng(step, "").cpu for _ in range(session.options.pairs))
        if peers := [peer.cpu for _, peer, _ in pairs_of if peer]:
            peer = events / max(statistics.median(peers) - bare, 1e-9)
            session.add(Result(f"{step.name}: step alone beside syslog-ng's parser alone", rate, peer, rate / peer))
    if step.python:
        peer = python_rate(step)
        session.add(Result(f"{step.name}: events/s beside Python", rate, peer, rate / peer))


def fall_through(session: Session) -> None:
    step = next(step for step in STEPS if step.name == "grok")
    ratios = []
    for _ in range(session.options.pairs):
        first = ours(step, falling_through(0))["rate"]
        last = ours(step, falling_through(50))["rate"]
        ratios.append((first, last, first / last))
    session.add(Result("grok: time of the 51st expression beside the first", ratios[-1][1], ratios[-1][0],
                       statistics.median(ratio for _, _, ratio in ratios), target=Target(2)))


def bench(session: Session) -> None:
    session.build("filter_loop", "mysimbdp")
    installed.debian_package(session, "syslog-ng-core")
    for step in STEPS:
        if session.options.only.lower() not in step.name:
            continue
        try:
            measure(session, step)
        except (ProgramFailed, OSError, ValueError) as failure:
            session.add(Result(step.name, problem=str(failure)))
    if session.options.only.lower() in "grok fall through":
        fall_through(session)
