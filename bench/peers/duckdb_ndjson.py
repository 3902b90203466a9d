"""CSV -> NDJSON by DuckDB, or -> a hash of all columns. usage: IN OUT | IN --hash"""
import sys

import duckdb

from columns import COLUMNS

TYPES = {"text": "VARCHAR", "integer": "BIGINT", "float": "DOUBLE"}
columns = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in COLUMNS.items())
table = (f"read_csv('{sys.argv[1]}', header = false, auto_detect = false, delim = ',', quote = '\"', "
         f"columns = {{{columns}}})")
connection = duckdb.connect()
connection.execute("SET preserve_insertion_order = false")
if sys.argv[2] == "--hash":
    connection.execute(f"SELECT bit_xor(hash({', '.join(COLUMNS)})) FROM {table}").fetchall()
else:
    connection.execute(f"COPY (SELECT * FROM {table}) TO '{sys.argv[2]}' (FORMAT json)")
