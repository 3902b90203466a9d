"""CSV -> NDJSON by chDB, which is ClickHouse in the process. usage: IN OUT"""
import sys

import chdb

from columns import COLUMNS

TYPES = {"text": "String", "integer": "Int64", "float": "Float64"}
structure = ", ".join(f"{name} {TYPES[kind]}" for name, kind in COLUMNS.items())
chdb.query(f"INSERT INTO FUNCTION file('{sys.argv[2]}', 'JSONEachRow', '{structure}') "
           f"SELECT * FROM file('{sys.argv[1]}', 'CSV', '{structure}') "
           "SETTINGS output_format_json_quote_64bit_integers = 0, precise_float_parsing = 1, "
           "engine_file_truncate_on_insert = 1, max_insert_threads = 2")
