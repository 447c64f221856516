"""scikit-learn's LogisticRegression (lbfgs) for comparison with Graft's head. Reads the rows once; answers each line of JSON with one.

Arguments: a folder with rows.f32, labels.i32, validation.f32 and held.i32 (rows used only to evaluate the search), and D.
A request names `rows` (unit: of length 1, as Graft takes them; standard: StandardScaler), `C`, and `search` (a list of C), if wanted.
"""
import json
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.preprocessing import StandardScaler, normalize

warnings.filterwarnings("ignore")
folder, width = sys.argv[1], int(sys.argv[2])
rows = numpy.fromfile(f"{folder}/rows.f32", numpy.float32).reshape(-1, width)
labels = numpy.fromfile(f"{folder}/labels.i32", numpy.int32)
validation = numpy.fromfile(f"{folder}/validation.f32", numpy.float32).reshape(-1, width)
held = numpy.fromfile(f"{folder}/held.i32", numpy.int32)
scalings = {"unit": lambda x: normalize(x), "standard": StandardScaler().fit(rows).transform}
prepared = {name: (scale(rows), scale(validation)) for name, scale in scalings.items()}
split = [(numpy.setdiff1d(numpy.arange(len(rows)), held), held)]


def model(request):
    if "search" in request:
        return LogisticRegressionCV(Cs=request["search"], cv=split, scoring="neg_log_loss", max_iter=1000)
    return LogisticRegression(C=request["C"], max_iter=1000)


print(json.dumps({"versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    learned, judged = prepared[request["rows"]]
    start = time.perf_counter()
    fitted = model(request).fit(learned, labels)
    seconds = time.perf_counter() - start
    chance = fitted.predict_proba(learned)[numpy.arange(len(labels)), labels]
    print(json.dumps({
        "seconds": seconds, "predicted": fitted.predict(judged).tolist(), "iterations": int(numpy.max(fitted.n_iter_)),
        "loss": float(-numpy.log(chance).mean()), "squares": float((fitted.coef_.astype(float) ** 2).sum()),
    }), flush=True)
