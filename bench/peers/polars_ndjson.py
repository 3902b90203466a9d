"""CSV -> NDJSON by Polars' streaming engine. usage: IN OUT"""
import sys

import polars

from columns import COLUMNS

TYPES = {"text": polars.String, "integer": polars.Int64, "float": polars.Float64}
polars.scan_csv(sys.argv[1], has_header=False,
                schema={name: TYPES[kind] for name, kind in COLUMNS.items()},
                ).sink_ndjson(sys.argv[2], maintain_order=False)
