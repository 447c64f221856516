"""usearch's exact search by cosine in the rows of a file (float32), scaled to unit length first: the file and the number of columns are arguments.

Answers each line of JSON with one line: the rows most similar to a row, and the milliseconds that the search took.
"""
import json
import sys
import time

import numpy
import usearch
from usearch.index import MetricKind, search

rows = numpy.fromfile(sys.argv[1], dtype=numpy.float32).reshape(-1, int(sys.argv[2]))
rows /= numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
print(json.dumps({"usearch": usearch.__version__, "numpy": numpy.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    question = rows[asked["row"]]
    start = time.perf_counter()
    found = search(rows, question, asked["most"], MetricKind.IP, exact=True)
    ms = 1000 * (time.perf_counter() - start)
    print(json.dumps({"ms": ms, "rows": [int(key) for key in found.keys]}), flush=True)
