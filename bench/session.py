"""What every bench works with: programs to measure, data, pairs of runs, and the results."""
import argparse
import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
from collections.abc import Callable

from processes import ProgramFailed, Usage, run

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"
WORK = ROOT / "build" / "bench-data"
VENV = ROOT / "build" / "bench-venv"
PYTHON = VENV / "bin" / "python"


@dataclasses.dataclass
class Target:
    """What a figure must be: the ratio where there is a peer, else ours."""
    limit: float
    at_least: bool = False
    judged: bool = True  # False: orientation, not part of the gate.

    def holds(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:.3g}"


@dataclasses.dataclass
class Result:
    """A line of the table."""
    measure: str
    ours: float | None = None
    peer: float | None = None
    ratio: float | None = None
    unit: str = ""
    target: Target | None = None
    problem: str = ""  # Why it could not be measured.

    @property
    def verdict(self) -> str:
        if self.problem:
            return "could not be run"
        if self.target is None:
            return ""
        figure = self.ratio if self.ratio is not None else self.ours
        verdict = "holds" if self.target.holds(figure) else "falls short"
        return verdict if self.target.judged else f"({verdict})"


class Session:
    """One run of ./dev bench."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.results: list[Result] = []
        self.versions: dict[str, str] = {}
        self.load_before = os.getloadavg()[0]
        WORK.mkdir(parents=True, exist_ok=True)

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def add(self, result: Result) -> None:
        self.results.append(result)
        figures = [f"{name} {value:.3g}" for name, value in
                   (("ours", result.ours), ("peer", result.peer), ("ratio", result.ratio))
                   if value is not None]
        self.say(f"  {result.measure}: {', '.join(figures)} {result.problem or result.verdict}")

    def build(self, *targets: str) -> None:
        """Builds release programs; what they are made of is not measured."""
        subprocess.run([ROOT / "dev", "build", "release", *targets], check=True)

    def table(self, rows: int, seed: int = 1) -> pathlib.Path:
        """A file of made rows, kept from one run to the next, in the page cache."""
        path = WORK / f"vmtable-{rows}-{seed}.csv"
        if not path.exists():
            partial = path.with_suffix(".partial")
            run([BIN / "gen_vmtable", rows, seed, partial])
            partial.rename(path)
        with path.open("rb") as file:
            while file.read(1 << 22):
                pass
        return path

    def pairs(self, ours: Callable[[], Usage], peer: Callable[[], Usage],
              count: int) -> list[tuple[Usage | None, Usage | None, str]]:
        """Runs both in turn; what failed once is not tried again, and says why."""
        done: list[tuple[Usage | None, Usage | None, str]] = []
        problem = ["", ""]
        for _ in range(count):
            usages: list[Usage | None] = [None, None]
            for which, program in enumerate((ours, peer)):
                if not problem[which]:
                    try:
                        usages[which] = program()
                    except ProgramFailed as failure:
                        problem[which] = str(failure)
            done.append((usages[0], usages[1], "; ".join(filter(None, problem))))
        return done

    def compare(self, measure: str, unit: str, pairs: list[tuple[Usage | None, Usage | None, str]],
                figure: Callable[[Usage], float], target: Target | None) -> None:
        """Adds the medians of `figure` over `pairs`; the ratio is ours / peer."""
        ours = [figure(one) for one, _, _ in pairs if one]
        peer = [figure(other) for _, other, _ in pairs if other]
        ratios = [figure(one) / figure(other) for one, other, _ in pairs if one and other]
        self.add(Result(measure, statistics.median(ours) if ours else None,
                        statistics.median(peer) if peer else None,
                        statistics.median(ratios) if ratios else None, unit, target,
                        pairs[-1][2]))
