#!/usr/bin/env python3
"""Runs clang-tidy-19 over the C++ files that changed since it last found them clean.

A file counts as unchanged when it, every header of ours that it includes, its compiler flags,
.clang-tidy and clang-tidy itself are the same; the cache holds hashes of these. Tests go without
the static analyzer and most of the checks for bugs: they run on every change anyway.

usage: tidy.py [--all] [FILE...]     --all: without the cache
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "dev"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
CLEAN = CACHE / "mysimbdp-tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
TIDY = "clang-tidy-19"
LESS_FOR_TESTS = ("-clang-analyzer-*,-cppcoreguidelines-virtual-class-destructor,"
                  "-bugprone-*,bugprone-unused-return-value,bugprone-use-after-move,"
                  "bugprone-dangling-handle,bugprone-sizeof-*,bugprone-suspicious-*")
# The analyzer gives up a function after so many states. Its own default, ten times as many, makes
# the whole lint three times as long.
ANALYZER_LIMIT = "max-nodes=20000"


def ours(path: pathlib.Path, seen: dict[pathlib.Path, bytes]) -> None:
    """Collects the contents of `path` and of all it includes from this tree."""
    if path in seen:
        return
    seen[path] = path.read_bytes()
    for name in INCLUDE.findall(seen[path]):
        for folder in (path.parent, ROOT / "src", ROOT):
            if (found := folder / name.decode()).is_file():
                ours(found.resolve(), seen)
                break


def arguments(path: pathlib.Path) -> list[str]:
    # The tree is compiled by g++, whose warnings clang need not know.
    always = ["--extra-arg=-Wno-unknown-warning-option"]
    for word in ("-Xclang", "-analyzer-config", "-Xclang", ANALYZER_LIMIT):
        always.append("--extra-arg=" + word)
    return always + ["--checks=" + LESS_FOR_TESTS] if path.name.endswith("_test.cpp") else always


def fingerprint(entry: dict, path: pathlib.Path, base: bytes) -> str:
    seen: dict[pathlib.Path, bytes] = {}
    ours(path, seen)
    hash_of_all = hashlib.sha256(base + " ".join(arguments(path)).encode())
    hash_of_all.update(entry["command"].replace(str(ROOT), "").encode())
    for name in sorted(seen):
        hash_of_all.update(str(name.relative_to(ROOT)).encode() + b"\0" + seen[name] + b"\0")
    return hash_of_all.hexdigest()


def tidy(path: pathlib.Path) -> tuple[bool, str]:
    run = subprocess.run([TIDY, "-p", str(BUILD), "--quiet", *arguments(path), str(path)],
                         capture_output=True, text=True)
    if run.returncode < 0:
        return False, f"{path}: {TIDY} was ended by signal {-run.returncode}\n"
    return run.returncode == 0, run.stdout or run.stderr


def main() -> int:
    use_cache = "--all" not in sys.argv[1:]
    named = {pathlib.Path(name).resolve() for name in sys.argv[1:] if name != "--all"}
    base = subprocess.run([TIDY, "--version"], check=True, capture_output=True).stdout
    base += (ROOT / ".clang-tidy").read_bytes()
    wanted: dict[pathlib.Path, str] = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if "/compile_fail/" in str(path) or (named and path not in named):
            continue
        key = fingerprint(entry, path, base)
        if not use_cache or not (CLEAN / key).exists():
            wanted[path] = key
    CLEAN.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    failed: list[str] = []
    said: set[str] = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # The longest first, so that no core idles at the end.
        order = sorted(wanted, key=lambda path: -path.stat().st_size)
        for path, (clean, output) in zip(order, pool.map(tidy, order)):
            if clean:
                (CLEAN / wanted[path]).touch()
                continue
            failed.append(str(path.relative_to(ROOT)))
            # A header's finding comes once for every file that includes it.
            for finding in re.split(r"(?m)^(?=\S+:\d+:\d+: (?:error|warning):)", output):
                if finding not in said:
                    said.add(finding)
                    print(finding.replace(str(ROOT) + "/", ""), end="", flush=True)
    print(f"tidy: {len(wanted)} files in {time.monotonic() - begin:.0f} s, {len(failed)} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
