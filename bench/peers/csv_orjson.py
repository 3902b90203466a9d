"""CSV -> NDJSON as one would write it in Python, carefully. usage: IN OUT"""
import csv
import itertools
import sys

import orjson

from columns import COLUMNS

a, b, c, d, e, f, g, h, i, j, k = COLUMNS
dumps = orjson.dumps
with open(sys.argv[1], newline="") as rows, open(sys.argv[2], "wb", 1 << 20) as out:
    reader = csv.reader(rows)
    while batch := [
            dumps({a: r[0], b: r[1], c: r[2], d: int(r[3]), e: int(r[4]), f: float(r[5]),
                   g: float(r[6]), h: float(r[7]), i: r[8], j: int(r[9]), k: int(r[10])},
                  option=orjson.OPT_APPEND_NEWLINE)
            for r in itertools.islice(reader, 4096)]:
        out.writelines(batch)
