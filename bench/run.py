#!/usr/bin/env python3
"""./dev bench: measures mysimbdp beside other programs."""
import argparse
import datetime
import importlib
import json
import os
import pathlib
import platform
import sys

from session import ROOT, Result, Session

BENCHES = ["engine", "filters", "sinks", "report", "sandbox"]


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.1f}"


def print_table(results: list[Result]) -> None:
    head = ("measure", "ours", "peer", "ratio", "target", "")
    lines = [(result.measure + (f", {result.unit}" if result.unit else ""), number(result.ours),
              number(result.peer), number(result.ratio), str(result.target or ""), result.verdict)
             for result in results]
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(6)]
    for line in [head, *lines]:
        print("  ".join(cell.ljust(width) if column in (0, 5) else cell.rjust(width)
                        for column, (cell, width) in enumerate(zip(line, widths))).rstrip())
    for problem in dict.fromkeys(result.problem for result in results if result.problem):
        print(f"\ncould not be run: {problem}")


def write_json(session: Session, names: list[str]) -> pathlib.Path:
    now = datetime.datetime.now(datetime.timezone.utc)
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{'-'.join(names)}-{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps({
        "time": now.isoformat(timespec="seconds"),
        "machine": {"cores": len(os.sched_getaffinity(0)), "kernel": platform.release(),
                    "load_before": session.load_before},
        "versions": session.versions,
        "results": [{"measure": one.measure, "unit": one.unit, "ours": one.ours, "peer": one.peer,
                     "ratio": one.ratio, "target": str(one.target) if one.target else None,
                     "judged": bool(one.target and one.target.judged),
                     "verdict": one.verdict, "problem": one.problem or None}
                    for one in session.results]}, indent=2) + "\n")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="benches; all, when none is named")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a target is missed")
    parser.add_argument("--list", action="store_true", help="lists the benches")
    parser.add_argument("--full", action="store_true", help="the whole 10 GB for memory, not 3 GB")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each; slow peers get fewer")
    parser.add_argument("--only", metavar="TEXT", default="",
                        help="only parts with TEXT in their name, such as a peer's")
    options = parser.parse_args()
    benches = {name: importlib.import_module(name) for name in BENCHES}
    if options.list:
        for name, bench in benches.items():
            print(f"{name:10} {bench.SUMMARY}")
        return 0
    if unknown := [name for name in options.names if name not in benches]:
        parser.error(f"no bench '{unknown[0]}'; there are: {', '.join(benches)}")
    names = options.names or list(benches)
    session = Session(options)
    for name in names:
        session.say(f"{name}: {benches[name].SUMMARY}")
        benches[name].bench(session)
    print_table(session.results)
    print(f"\nwritten to {write_json(session, names).relative_to(ROOT)}")
    if not session.results or any(result.problem for result in session.results):
        return 1
    missed = any(result.verdict == "falls short" for result in session.results)
    return 1 if options.gate and missed else 0


if __name__ == "__main__":
    sys.exit(main())
