"""scikit-learn's LogisticRegressionCV for comparison with Graft's head. Reads all rows once, then answers each line of JSON with one line.

Arguments: a folder with rows.f32 and labels.i32, and the number of columns. A request names the rows to train on (`train`) and those to
predict (`test`), `scaling` (unit: each row of length 1; standard: StandardScaler; both: rows of length 1, then StandardScaler), `scoring`
(by which C is chosen in five folds) and `seed` (of the folds).
"""
import json
import sys
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler, normalize

warnings.filterwarnings("ignore")
folder, width = sys.argv[1], int(sys.argv[2])
rows = numpy.fromfile(f"{folder}/rows.f32", numpy.float32).reshape(-1, width).astype(float)
labels = numpy.fromfile(f"{folder}/labels.i32", numpy.int32)
strengths = numpy.logspace(-5, 5, 21)


def scaled(train, test, scaling):
    learned, judged = rows[train], rows[test]
    if scaling != "standard":
        learned, judged = normalize(learned), normalize(judged)
    if scaling != "unit":
        scaler = StandardScaler().fit(learned)
        learned, judged = scaler.transform(learned), scaler.transform(judged)
    # Few rows span a low-dimensional subspace. In its coordinates the L2-penalised model is the same, and fits are many times faster.
    directions, _ = numpy.linalg.qr(learned.T)
    return learned @ directions, judged @ directions


print(json.dumps({"versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    train, test = request["train"], request["test"]
    learned, judged = scaled(train, test, request["scaling"])
    folds = StratifiedKFold(5, shuffle=True, random_state=request["seed"])
    model = LogisticRegressionCV(Cs=strengths, cv=folds, scoring=request["scoring"], max_iter=2000, l1_ratios=(0,), use_legacy_attributes=False).fit(learned, labels[train])
    print(json.dumps({"predicted": model.predict(judged).tolist(), "strength": float(numpy.ravel(model.C_)[0])}), flush=True)
