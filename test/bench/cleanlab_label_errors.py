"""cleanlab on the same features and labels, as a careful person would use it.

Answers each line of JSON with one line. A request names a file of features (`rows`, float32) with `width` columns, and holds the `labels`,
the `groups` of the images (null if there are none) and a `seed` for the folds. The answer holds for each variant the label quality scores
of all images, and the images that cleanlab lists. Probabilities are those of logistic regression in five-fold cross-validation; groups
are not split.
"""
import json
import sys
import warnings

import cleanlab
import numpy
import sklearn
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

warnings.filterwarnings("ignore")
scorings = ("self_confidence", "normalized_margin")


# Each: how features are scaled, and the values of C among which one is chosen for all folds by cross-validation.
models = {
    "unit length, C = 1": (Normalizer, None),
    "unit length, C chosen": (Normalizer, numpy.logspace(-1, 4, 6)),
    "standardised, C = 1": (StandardScaler, None),
    "standardised, C chosen": (StandardScaler, numpy.logspace(-4, -1, 4)),
}


def strength(scaler, strengths, rows, labels):
    if strengths is None:
        return 1
    model = LogisticRegressionCV(
        Cs=strengths, cv=5, scoring="neg_log_loss", max_iter=300, l1_ratios=(0,), use_legacy_attributes=False
    )
    return model.fit(scaler().fit_transform(rows), labels).C_


# The answers go to the real standard output; whatever cleanlab prints does not.
answers = sys.stdout
sys.stdout = sys.stderr
print(json.dumps({"versions": {"cleanlab": cleanlab.__version__, "scikit-learn": sklearn.__version__}}), file=answers, flush=True)
for line in sys.stdin:
    request = json.loads(line)
    rows = numpy.fromfile(request["rows"], numpy.float32).reshape(-1, request["width"]).astype(float)
    labels, groups, seed = numpy.array(request["labels"]), request["groups"], request["seed"]
    splitter = StratifiedKFold if groups is None else StratifiedGroupKFold
    answer = {}
    for name, (scaler, strengths) in models.items():
        model = make_pipeline(scaler(), LogisticRegression(C=strength(scaler, strengths, rows, labels), max_iter=1000))
        folds = splitter(5, shuffle=True, random_state=seed).split(rows, labels, groups)
        probabilities = cross_val_predict(model, rows, labels, cv=list(folds), method="predict_proba")
        for scoring in scorings:
            answer[f"{name}, {scoring.replace('_', ' ')}"] = {
                "scores": get_label_quality_scores(labels, probabilities, method=scoring).tolist(),
                "listed": find_label_issues(labels, probabilities, return_indices_ranked_by=scoring).tolist(),
            }
    print(json.dumps(answer), file=answers, flush=True)
