#!/usr/bin/env python3
"""Holds the tree to the rules that need no compiler: sizes of files, names, a README for each
module, the table of ARCHITECTURE.md, and words that must not be left in the code."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = {".cpp", ".h", ".py", ".sh", ".cmake"}
TEXTS = SOURCES | {".md", ".txt", ".json", ".yaml", ".yml", ""}
ASK_AT, SPLIT_AT = 400, 800
# The common options of every filter are a term of the language.
VAGUE_NAME = re.compile(r"(^|[_.-])(utils?|helpers?|common(?!_options)|misc)([_.-]|$)", re.IGNORECASE)
LEFT_OVER = re.compile(r"\b(TO[D]O|FIX[M]E)\b|not implemente[d]")
SKIPPED_TEST = re.compile(r"GTEST_SKI[P]|DISABLE[D]_|skipTes[t]|pytest\.mark\.ski[p]")
THIS_MACHINE = re.compile(r"(?<![\w.])/(work|farm|root|home/\w+)/|\.\./shared\b")
REGISTRY = re.compile(r"\b(pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|registry[.]npmjs[.]org|"
                      r"proxy[.]golang[.]org|crates[.]io|repo1[.]maven)\b")


def tracked() -> list[pathlib.Path]:
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                           check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def check_text(path: pathlib.Path, problems: list[str], notes: list[str]) -> None:
    name = path.relative_to(ROOT)
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    is_source = path.suffix in SOURCES or text.startswith("#!")
    lines = text.splitlines()
    if is_source and len(lines) > SPLIT_AT:
        problems.append(f"{name}: {len(lines)} lines; split it, {SPLIT_AT} is the most")
    elif is_source and len(lines) > ASK_AT:
        notes.append(f"{name}: {len(lines)} lines; is it two things?")
    if is_source and VAGUE_NAME.search(path.stem):
        problems.append(f"{name}: a vague name; say what is in it")
    for number, line in enumerate(lines, 1):
        if is_source and (found := LEFT_OVER.search(line)):
            problems.append(f"{name}:{number}: '{found[0]}': finish it or take it out")
        if is_source and (found := SKIPPED_TEST.search(line)):
            problems.append(f"{name}:{number}: '{found[0]}': a test runs or does not exist")
        if found := THIS_MACHINE.search(line):
            problems.append(f"{name}:{number}: '{found[0]}' is a path of one machine")
        if found := REGISTRY.search(line):
            problems.append(f"{name}:{number}: '{found[0]}': name the package, not the host")


def check_modules(problems: list[str]) -> None:
    order = re.findall(r"add_subdirectory\(src/([a-z_]+)\)", (ROOT / "CMakeLists.txt").read_text())
    problems += [f"src/{module}: no README.md, one paragraph that says what it is for"
                 for module in order if not (ROOT / "src" / module / "README.md").is_file()]
    architecture = (ROOT / "ARCHITECTURE.md").read_text()
    table = re.findall(r"^\| `([a-z_]+)` \|", architecture, re.MULTILINE)
    if table != order:
        problems.append("ARCHITECTURE.md: its table has the modules " + " ".join(table) +
                        "; CMakeLists.txt has " + " ".join(order))
    if (lines := len(architecture.splitlines())) > 200:
        problems.append(f"ARCHITECTURE.md: {lines} lines; 200 is the most")


def check_packages(problems: list[str]) -> None:
    for path in sorted((ROOT / "tools").glob("packages*.txt")):
        lines = path.read_text().splitlines()
        if not lines or lines != sorted(set(lines)) or "" in lines:
            problems.append(f"tools/{path.name}: names of packages, a line each, sorted, none twice")


def main() -> int:
    problems: list[str] = []
    notes: list[str] = []
    files = tracked()
    for path in files:
        if path.suffix in TEXTS:
            check_text(path, problems, notes)
    check_modules(problems)
    check_packages(problems)
    print("\n".join([f"note: {note}" for note in notes] + problems +
                    [f"tree: {len(files)} files, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
