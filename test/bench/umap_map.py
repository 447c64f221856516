"""umap-learn with its defaults, on rows of unit length reduced to 50 principal directions.

Answers each line of JSON with one line. A request names a file of rows (`rows`, float32) with `width` columns, and a file `out` for the map
(float32, x and y of each row). The first map is drawn before, on a few rows, so that compiling is not counted.
"""
import json
import sys
import time
import warnings

import numpy
import sklearn
import umap
from sklearn.decomposition import PCA

warnings.filterwarnings("ignore")


def draw(rows, neighbours, seed):
    few = PCA(n_components=50, random_state=seed).fit_transform(rows)
    return umap.UMAP(n_neighbors=neighbours, random_state=seed).fit_transform(few)


draw(numpy.random.default_rng(1).random((5000, 64), dtype=numpy.float32), 15, 1)
print(json.dumps({"umap-learn": umap.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    rows = numpy.fromfile(asked["rows"], dtype=numpy.float32).reshape(-1, asked["width"])
    start = time.perf_counter()
    places = draw(rows, asked["neighbours"], asked["seed"])
    seconds = time.perf_counter() - start
    places.astype(numpy.float32).tofile(asked["out"])
    print(json.dumps({"seconds": seconds}), flush=True)
