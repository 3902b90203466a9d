"""OpenSearch: the report's CSV as documents; each run into an index of its own on one warm server."""
import contextlib
import dataclasses
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator

import engine
from processes import ProgramFailed, run
from session import BIN, ROOT, WORK, Result, Session, Target
from sinks_mongodb import Fed, cpu_of

SERVER = ROOT / "tools" / "servers" / "opensearch.sh"
ROWS = 500_000
SENDERS = 2
MAPPING = json.loads((ROOT / "examples" / "vmtable" / "alice" / "job.json").read_text())[
    "elasticsearch_index_config"]["mappings"]
INDEX = {"mappings": MAPPING, "settings": {"index.number_of_replicas": 0, "index.refresh_interval": -1}}


@contextlib.contextmanager
def server() -> Iterator[tuple[str, int]]:
    subprocess.run([SERVER, "install"], check=True, stdout=subprocess.DEVNULL)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="opensearch-", dir=WORK))
    try:
        with open(folder / "start.log", "wb") as log:
            subprocess.run([SERVER, "start", folder], check=True, stdout=log, stderr=log,
                           stdin=subprocess.DEVNULL)
        yield (folder / "url").read_text().strip(), int((folder / "pid").read_text())
    finally:
        subprocess.run([SERVER, "kill", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def ask(url: str, path: str, method: str = "GET", body: object = None) -> dict:
    request = urllib.request.Request(url + path, method=method,
                                     data=json.dumps(body).encode() if body else None,
                                     headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


class Index:
    """An index that is made anew for each run, and held to having every row."""

    def __init__(self, url: str, process: int) -> None:
        self.url, self.process, self.count = url, process, 0

    def feed(self, command: list, bare: bool) -> Fed:
        name = f"bench{self.count}"
        self.count += 1
        ask(self.url, f"/{name}", "PUT", INDEX)
        before = cpu_of(self.process)
        said = WORK / "said"
        usage = run([word.replace("INDEX", name) if isinstance(word, str) else word
                     for word in command], stdout=said)
        fields = {field.name: getattr(usage, field.name) for field in dataclasses.fields(usage)}
        fed = Fed(**fields, server_cpu=cpu_of(self.process) - before,
                  feeding=float(said.read_text()) if bare else usage.wall)
        if (stored := ask(self.url, f"/{name}/_count")["count"]) != ROWS:
            raise ProgramFailed(f"the index has {stored} documents of {ROWS}")
        ask(self.url, f"/{name}", "DELETE")
        return fed


def documents(session: Session) -> None:
    source = session.table(ROWS)
    job = json.loads(engine.spec().read_text())
    job["sinks"] = {"elasticsearch": {"connections": SENDERS, "create": "nothing"}}
    spec = WORK / "job-search.json"
    spec.write_text(json.dumps(job))
    prepared = engine.fresh("documents.ndjson")
    engine.ours(source, f"ndjson:{prepared}")
    # A bulk of ours is a chunk of the source.
    bulk = round(512 * 1024 / (source.stat().st_size / ROWS))
    with server() as (url, process):
        index = Index(url, process)

        def ours() -> Fed:
            home = WORK / "home"
            shutil.rmtree(home, ignore_errors=True)
            return index.feed([BIN / "mysimbdp", "run", spec, "--input", source, "--home", home,
                               "--quiet", "--to", f"opensearch:{url}#INDEX"], False)

        def peer() -> Fed:
            return index.feed([BIN / "search_loop", url, "INDEX", prepared, bulk, SENDERS], True)

        ours()  # The server's compiler needs some rows before it is at its speed.
        peer()
        pairs = session.pairs(ours, peer, session.options.pairs)
    session.compare("OpenSearch documents, whole pipeline", "rows/s", pairs,
                    lambda fed: ROWS / fed.feeding, Target(0.95, at_least=True))
    if shares := [one.cpu / one.server_cpu for one, _, _ in pairs if one]:
        session.add(Result("OpenSearch documents: our CPU / the server's", statistics.median(shares),
                           target=Target(0.08)))


def bench(session: Session) -> None:
    session.build("mysimbdp", "gen_vmtable", "search_loop")
    if session.options.only.lower() in "opensearch documents":
        try:
            documents(session)
        except (ProgramFailed, OSError) as failure:
            session.add(Result("OpenSearch documents", problem=str(failure)))
