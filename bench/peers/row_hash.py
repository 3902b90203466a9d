"""Prints the number of rows of an NDJSON file and a hash of their values: equal for two files that
hold the same rows, whatever the order of rows and keys and the spelling of numbers. Every row must
have exactly the columns of the table with their types; with --float-texts a float may be a text of
one. usage: FILE [--float-texts]      (PYTHONHASHSEED=0)"""
import sys

import orjson

from columns import COLUMNS

KINDS = {"text": str, "integer": int, "float": float}
NAMES = list(COLUMNS)
TYPES = [KINDS[kind] for kind in COLUMNS.values()]
# A float without a fraction may be written as an integer.
AS_FLOAT = (int, str) if "--float-texts" in sys.argv[2:] else (int,)
rows = total = 0
with open(sys.argv[1], "rb") as file:
    for line in file:
        row = orjson.loads(line)
        values = tuple([row[name] for name in NAMES])
        if len(row) != len(NAMES) or [type(value) for value in values] != TYPES:
            values = tuple(float(value) if kind is float and type(value) in AS_FLOAT else value
                           for kind, value in zip(TYPES, values))
            if len(row) != len(NAMES) or [type(value) for value in values] != TYPES:
                sys.exit(f"row {rows + 1} is not of the table: {line.decode()[:400]}")
        total = (total + hash(values)) & 0xFFFFFFFFFFFFFFFF
        rows += 1
print(rows, f"{total:016x}")
