"""scikit-learn with few labels: logistic regression, nearest mean and nearest neighbours, as a careful person would use them.

Answers each line of JSON with one line. A request names a folder with labelled.f32, test.f32 and labels.i32, the number of columns
(`width`), the training rows (`train`), the images per class (`each`) and a `seed` for the folds. The answer holds the classes predicted for
all test rows by each method. C, the number of neighbours and their weights are chosen by stratified cross-validation in five folds, or as
many as there are images per class; with one image per class there are no folds: C is 1, and only the nearest neighbour is used.
"""
import json
import sys
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.preprocessing import StandardScaler, normalize

warnings.filterwarnings("ignore")
strengths = numpy.logspace(-4, 4, 9)


def unit(learned, judged):
    return normalize(learned), normalize(judged)


def standard(learned, judged):
    scaler = StandardScaler().fit(learned)
    return scaler.transform(learned), scaler.transform(judged)


def both(learned, judged):
    return standard(*unit(learned, judged))


def centred(learned, judged):
    mean = learned.mean(axis=0)
    return unit(learned - mean, judged - mean)


def in_span(learned, judged):
    """Few rows span a low-dimensional subspace. In its coordinates the L2-penalised model is the same, and fits are many times faster."""
    directions, _ = numpy.linalg.qr(learned.T)
    return learned @ directions, judged @ directions


def logistic(folds, rows):
    if folds is None:
        return LogisticRegression(C=1, max_iter=2000)
    return LogisticRegressionCV(Cs=strengths, cv=folds, scoring="neg_log_loss", max_iter=1000, l1_ratios=(0,), use_legacy_attributes=False)


def neighbours(folds, rows):
    if folds is None:
        return KNeighborsClassifier(1)
    # Each fold leaves at least half of the rows as candidate neighbours.
    counts = [count for count in (1, 3, 5, 9) if count <= rows // 2]
    return GridSearchCV(KNeighborsClassifier(), {"n_neighbors": counts, "weights": ["uniform", "distance"]}, cv=folds)


methods = {
    "logistic, unit length": (unit, logistic), "logistic, standardised": (standard, logistic), "logistic, both": (both, logistic),
    "nearest mean, unit length": (unit, lambda *_: NearestCentroid()), "nearest mean, standardised": (standard, lambda *_: NearestCentroid()),
    "nearest mean, centred": (centred, lambda *_: NearestCentroid()),
    "neighbours, unit length": (unit, neighbours), "neighbours, standardised": (standard, neighbours),
}

print(json.dumps({"versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}, "methods": list(methods)}), flush=True)
loaded = None
for line in sys.stdin:
    request = json.loads(line)
    if loaded is None or loaded[0] != request["folder"]:
        read = lambda name, kind: numpy.fromfile(f"{request['folder']}/{name}", kind)
        rows = [read(name, numpy.float32).reshape(-1, request["width"]).astype(float) for name in ("labelled.f32", "test.f32")]
        loaded = (request["folder"], *rows, read("labels.i32", numpy.int32))
    _, labelled, judged, labels = loaded
    train = request["train"]
    each = request["each"]
    folds = None if each == 1 else StratifiedKFold(min(5, each), shuffle=True, random_state=request["seed"])
    said = {}
    for name, (scale, model) in methods.items():
        learned, asked = scale(labelled[train], judged)
        if model is logistic:
            learned, asked = in_span(learned, asked)
        said[name] = model(folds, len(train)).fit(learned, labels[train]).predict(asked).tolist()
    print(json.dumps(said), flush=True)
