"""The field's words and their many names. Left of the arrow what people say, right what Sextant calls it."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

FAMILIES: dict[str, tuple[str, ...]] = {
    "linear": (
        "linear", "linear model", "linear models", "linear regression", "linear regressions", "linear method", "linear methods",
        "linear stuff", "logistic regression", "logistic regressions", "logistic", "logistic model", "logit", "logreg", "log reg", "lasso", "ridge",
        "ridge regression", "elastic net", "elasticnet", "glm", "glms", "generalized linear models", "generalised linear models",
        "linear classifier", "linear classifiers", "linear ones", "ols", "ordinary least squares", "lin reg", "linreg", "straight formula", "straight formulas", "straight line",
        "straight lines", "straight line model", "straight line models", "weighted sum", "weighted sums", "line like formula", "line like formulas",
    ),
    "tree": (
        "tree", "trees", "decision tree", "decision trees", "cart", "single tree", "single trees", "tree model", "tree models",
        "simple tree", "single cart", "carts", "one tree", "single decision tree", "classification tree", "regression tree", "plain tree",
        "classification trees", "regression trees", "single decision trees", "simple trees",
    ),
    "forest": (
        "random forest", "random forests", "forest", "forests", "rf", "rfs", "randomforest", "randomforests", "bagged trees",
        "rand forest", "random forest model", "random forest models", "random forest classifier",
    ),
    "extra_trees": (
        "extra trees", "extra tree", "extratrees", "extremely randomised trees", "extremely randomized trees", "extra_trees", "extremely randomized ones", "extremely randomised ones", "extremely random trees", "randomized trees", "randomised trees", "ert", "ets",
    ),
    "boosting": (
        "boosting", "gradient boosting", "gradient boosted trees", "gradient boosting machine", "gradient boosting machines",
        "boosted trees", "boosted tree", "boosted models", "boosted model", "gradient boosted models", "xgboost", "xgb", "x g boost", "xg boost", "lightgbm",
        "lgbm", "light gbm", "lgb", "catboost", "cat boost", "gbm", "gbms", "gbdt", "gbdts", "gbt", "gbrt", "adaboost", "ada boost", "histogram gradient boosting",
        "hist gradient boosting", "boosters", "tree boosters", "tree booster", "tree boosting", "gradient boosted decision trees", "boosting models", "boosting model", "gradient boosters",
        "boosting machines", "boosting machine", "gradient boost", "boosted", "boosted decision trees", "boosting trees", "gradient boosting trees",
    ),
    "svm": (
        "svm", "svms", "support vector machine", "support vector machines", "support vector", "support vectors", "svc", "svr",
        "svcs", "kernel machine", "kernel machines", "kernel method", "kernel methods", "support vector classifier", "kernel svm",
    ),
    "knn": (
        "knn", "k nn", "k nearest neighbours", "k nearest neighbors", "nearest neighbours", "nearest neighbors", "nearest neighbour",
        "nearest neighbor", "neighbours", "neighbors", "k neighbors", "k nearest neighbor", "k nearest neighbour", "k neighbours",
        "knns", "neighbour methods", "neighbor methods", "neighbour based", "neighbor based", "neighbour based methods", "neighbor based methods", "neighbour based models", "neighbor based models",
    ),
    "naive_bayes": (
        "naive bayes", "naive_bayes", "bayes", "naive bayesian", "naïve bayes", "bayes classifier", "gaussian nb", "nb", "naivebayes",
        "naive bayes classifier", "gaussian bayes", "gaussian naive bayes", "multinomial bayes", "bernoulli bayes", "multinomial nb", "bernoulli nb", "gnb",
    ),
    "neural_network": (
        "neural network", "neural networks", "neural net", "neural nets", "net of neurons", "nets of neurons", "network of neurons", "networks of neurons", "neuron net", "neuron nets", "neuron network", "neuron networks", "neurons", "neural", "nn", "nns", "mlp", "mlps", "deep learning",
        "deep nets", "deep net", "deep models", "deep model", "perceptron", "perceptrons", "multilayer perceptron", "multi layer perceptron", "ann", "anns",
        "dnn", "deep neural network", "deep neural networks", "deep network", "deep networks", "nets", "networks", "neuralnet", "neuralnets", "neural_network",
        "neural_networks", "hidden layer", "hidden layers", "network things", "network stuff", "deep neural nets", "deeplearning", "neural models", "neural model",
    ),
    "ensemble": (
        "ensemble", "ensembles", "stacking", "stacked", "stack", "stacks", "blend", "blends", "blending", "voting", "stacked model", "stacked models",
        "stacked ensemble", "stacked ensembles", "voting classifier", "model averaging", "ensembling", "meta learner", "blended models", "stacking ensemble",
    ),
}  # fmt: skip
FAMILY_GROUPS: dict[str, tuple[str, ...]] = {
    "tree based": ("tree", "forest", "extra_trees", "boosting"),
    "tree based models": ("tree", "forest", "extra_trees", "boosting"),
    "tree based methods": ("tree", "forest", "extra_trees", "boosting"),
    "tree ensembles": ("forest", "extra_trees", "boosting"),
    "tree ensemble": ("forest", "extra_trees", "boosting"),
    "tree committee": ("forest", "extra_trees", "boosting"),
    "tree committees": ("forest", "extra_trees", "boosting"),
    "committee of trees": ("forest", "extra_trees", "boosting"),
    "committees of trees": ("forest", "extra_trees", "boosting"),
    "ensembles of trees": ("forest", "extra_trees", "boosting"),
}
METRICS: dict[str, tuple[str, ...]] = {
    "accuracy": ("accuracy", "acc", "accuracy score", "classification accuracy", "hit ratio", "percent correct", "share correct", "percentage correct", "overall accuracy", "share of correct answers", "share of right answers", "proportion correct"),
    "balanced_accuracy": ("balanced accuracy", "balanced accuracies", "balanced acc", "balanced_accuracy", "bacc", "balanced accuracy score"),
    "f1": ("f1", "f1 score", "f score", "f measure", "f 1", "f1score", "f1_score", "f 1 score", "fscore", "f1 measure", "f one", "macro f1", "f1 macro", "f-one", "harmonic mean of precision and recall"),
    "precision": ("precision", "ppv", "positive predictive value", "precision score"),
    "recall": (
        "recall", "sensitivity", "sens", "tpr", "true positive rate", "hit rate", "detection rate", "recall score", "catch rate",
    ),
    "roc_auc": (
        "roc_auc", "roc auc", "auc", "auroc", "auc roc", "area under the curve", "area under the roc curve", "area under roc",
        "area under curve", "roc", "roc area", "c statistic", "auc score", "area under the roc", "rocauc", "roc curve area", "roc auc score", "aucroc", "area under the receiver operating characteristic curve",
        "gini",
    ),
    "average_precision": (
        "average precision", "average_precision", "pr auc", "auprc", "auc pr", "area under the precision recall curve",
        "precision recall auc", "ap", "prauc", "aucpr", "mean average precision", "avg precision", "area under the pr curve", "precision recall curve", "precision recall area", "area under precision recall", "area under precision and recall",
    ),
    "log_loss": ("log loss", "logloss", "log_loss", "cross entropy", "logarithmic loss", "binary cross entropy", "crossentropy", "deviance"),
    "mcc": ("mcc", "mathews correlation", "mathews correlation coefficient", "matthew correlation coefficient", "matthew s correlation coefficient", "matthews", "matthews correlation", "matthews correlation coefficient", "matthews coefficient", "phi coefficient"),
    "brier": ("brier", "brier score", "brier loss", "brier_score"),
    "rmse": (
        "rmse", "root mean square error", "root mean squared error", "root mean squared", "mse", "mean squared error",
        "mean square error", "squared error", "root mse", "rms error", "rms", "rmsd",
    ),
    "mae": ("mae", "mean absolute error", "absolute error", "mean abs error", "mean abs err", "mean absolute err", "avg abs error", "avg absolute error", "average absolute error", "mean absolute deviation", "mean of absolute error", "mean of absolute errors", "mean of the absolute errors", "average of absolute errors", "error mean absolute", "absolute mean error"),
    "r2": (
        "r2", "r squared", "r square", "rsquared", "r ^ 2", "r2 score", "coefficient of determination", "explained variance", "r_squared", "r2_score", "rsq",
        "share of variance explained", "share of explained variance", "share of the variance explained", "proportion of variance explained", "variance explained", "r 2",
    ),
    "mape": (
        "mape", "mean absolute percentage error", "percentage error", "percent error", "mean percentage error", "relative error",
        "mean absolute percent error", "absolute percentage error", "average percentage error",
    ),
    "median_ae": ("median absolute error", "median_ae", "median error", "medae", "median ae", "median abs error", "median absolute deviation", "mdae", "median of absolute error", "median of absolute errors", "median of the absolute error", "median of the absolute errors", "median of errors", "median of the errors", "error median absolute", "absolute median error"),
}  # fmt: skip
LOWER_IS_BETTER = frozenset({"log_loss", "brier", "rmse", "mae", "mape", "median_ae"})
SHARES = frozenset(set(METRICS) - {"log_loss", "rmse", "mae", "median_ae"})
"""Metrics whose values are shares of one, so that "at least 90" means 0.9."""

_WISHED: dict[str, tuple[str, ...]] = {
    "accurate": (
        "accurate", "more accurate", "most accurate", "better", "stronger", "strong", "more precise", "higher scoring", "more powerful",
        "powerful", "best performing", "better performing", "high quality", "higher accuracy", "better accuracy", "smarter", "performant", "stronger performing",
    ),
    "fast": (
        "fast", "faster", "quickly", "rapidly", "in no time", "quick", "quicker", "fastest", "quickest", "speedy", "speedier", "rapid", "snappier", "snappy", "less slow", "less time consuming",
        "swift", "swifter", "shorter", "fast to train", "quick to train", "faster to train", "quicker to train",
    ),
    "cheap": (
        "cheap", "cheaper", "cheapest", "less expensive", "inexpensive", "lower cost", "low cost", "less costly", "economical",
        "lighter", "lightweight", "light", "more economical", "frugal", "affordable", "less resource hungry", "less compute", "less heavy",
    ),
    "simple": (
        "simple", "simpler", "simplest", "basic", "plain", "less complex", "less complicated", "baseline", "easy", "easier", "more basic",
        "small", "smaller", "minimal", "lean", "uncomplicated", "straightforward", "parsimonious", "boring",
    ),
    "interpretable": (
        "interpretable", "more interpretable", "explainable", "more explainable", "transparent", "more transparent", "understandable",
        "more understandable", "white box", "easier to explain", "easy to explain", "easy to understand", "easier to understand", "glass box",
        "easy to interpret", "easier to interpret", "readable", "easier to follow", "easy to follow", "interpretability", "explainability", "transparency", "clearer", "auditable",
    ),
    "robust": (
        "robust", "more robust", "stable", "more stable", "reliable", "more reliable", "safer", "less risky", "consistent", "safe",
        "more consistent", "dependable", "robustness", "stability", "reliability", "low variance", "less variance", "sturdier", "steadier", "sturdy", "steady", "less overfitting", "trustworthy", "solid", "resistant", "more resistant", "resilient",
    ),
    "diverse": (
        "diverse", "more diverse", "varied", "more varied", "different", "variety", "more variety", "diversity", "different from each other", "differing", "unusual",
        "completely different", "very different", "totally different", "exotic", "creative", "less alike", "less similar", "mixed",
    ),
}  # fmt: skip
FAULTS: dict[str, tuple[str, ...]] = {
    "accurate": ("inaccurate", "imprecise", "sloppy"), "fast": ("slow", "sluggish", "time consuming"),
    "cheap": ("expensive", "costly", "pricey"), "simple": ("complicated", "complex", "fancy", "sophisticated", "elaborate"),
    "interpretable": ("opaque", "cryptic", "obscure"), "robust": ("fragile", "brittle", "touchy"),
}  # fmt: skip
"""What is wished to be less: "not that slow" wishes for what is fast."""
_LESS = (
    "not that",
    "not so",
    "not too",
    "not as",
    "not all that",
    "not quite so",
    "nothing too",
    "nothing that",
    "nothing so",
)
WISHES = {
    wish: (*names, *(f"{no} {fault}" for no in _LESS for fault in FAULTS.get(wish, ())))
    for wish, names in _WISHED.items()
}
ROLES: dict[str, tuple[str, ...]] = {
    "data_scientist": (
        "data scientist", "data science person", "ml engineer", "machine learning engineer", "machine learning person", "ml person",
        "ml researcher", "data science expert", "machine learning researcher", "machine learning expert", "data_scientist", "machine learning scientist", "kaggler", "applied scientist", "research scientist", "ml scientist",
        "machine learning specialist", "ds",
    ),
    "domain_expert": (
        "domain expert", "domain_expert", "subject matter expert", "sme", "business person", "business user", "layman", "layperson", "lay person", "non technical person",
        "non technical", "not technical", "not a data scientist", "not a techie", "not a statistician", "no data scientist", "not a programmer", "not a machine learning person",
        "no statistician", "no expert in statistics", "no expert in machine learning", "not an ml person", "not a maths person", "not a math person", "no techie", "not a computer person",
    ),
    "analyst": (
        "analyst", "data analyst", "business analyst", "bi analyst", "bi person", "sql person", "sql user", "reporting analyst",
        "bi developer", "financial analyst", "risk analyst", "marketing analyst",
    ),
}  # fmt: skip
PROFESSIONS = (
    "doctor", "physician", "nurse", "cardiologist", "radiologist", "clinician", "surgeon", "teacher", "lawyer", "marketer", "manager",
    "product manager", "marketing manager", "farmer", "biologist", "chemist", "economist", "banker", "underwriter", "vet", "veterinarian",
    "agronomist", "psychologist", "pharmacist", "oncologist", "head of sales", "sales manager", "branch manager", "loan officer",
    "credit officer", "geologist", "pathologist", "midwife", "mechanic", "logistician", "plant manager", "store manager", "shop owner",
    "epidemiologist", "dentist", "engineer", "process engineer", "mechanical engineer", "civil engineer", "social worker", "journalist",
)  # fmt: skip
EXPORT_WHAT: dict[str, tuple[str, ...]] = {
    "conversation": ("conversation", "chat", "discussion", "dialogue", "transcript", "talk", "this conversation", "chat log", "chat history"),
    "experiment": ("experiment", "experiments", "experiment plan", "runs"),
    "model": ("model", "models", "pipeline", "winner"),
    "results": ("results", "result", "leaderboard", "scores", "ranking", "table of results", "score table", "results table", "outcome", "outcomes"),
    "knowledge": ("knowledge", "knowledge base", "knowledge store", "everything you know", "what we know", "what we learned", "what we have learned", "all we know", "what you know", "memory", "what you have learned", "what you learned", "what you have learnt", "what you learnt", "what we learnt", "what we have learnt", "everything you learned", "everything you learnt", "everything you have learned", "everything you have learnt", "all you have learned", "all you have learnt", "history", "store", "all you know", "whole history"),
}  # fmt: skip
FORMATS: dict[str, str] = {
    "markdown": "markdown", "md": "markdown", "csv": "csv", "json": "json", "jsonl": "jsonl", "pdf": "pdf", "excel": "excel", "xlsx": "xlsx",
    "html": "html", "parquet": "parquet", "zip": "zip", "latex": "latex", "word": "word", "docx": "docx", "onnx": "onnx", "pickle": "pickle",
    "skops": "skops", "pmml": "pmml", "text": "text", "txt": "txt", "notebook": "notebook", "sql": "sql", "yaml": "yaml", "duckdb": "duckdb", "png": "png", "tsv": "tsv",
    "python": "python", "ipynb": "ipynb", "xml": "xml", "powerpoint": "powerpoint", "joblib": "joblib",
}  # fmt: skip
KINDS: dict[str, tuple[str, ...]] = {
    "binary": ("binary", "binary clf", "binary classifier", "yes or no", "yes no", "yes / no", "two classes", "two class", "binary classification", "0 / 1", "true or false", "two way", "2 classes", "0 or 1"),
    "multiclass": ("multiclass", "multi class", "multiclass classification", "several classes", "many classes", "multi class classification", "multinomial"),
    "regression": ("regression", "regression problem", "regression task", "numeric prediction", "continuous"),
    "forecast": ("forecast", "forecasting", "time series", "time series forecasting", "timeseries", "time series problem"),
}  # fmt: skip
STRATEGIES: dict[str, tuple[str, ...]] = {
    "grid": ("grid", "grid search", "gridsearch", "exhaustive search", "full grid", "exhaustive grid", "grid_search", "exhaustive"),
    "random": ("random search", "plain random", "pure random", "simple random", "random sampling", "randomised search", "randomized search", "randomly", "at random", "random_search", "random strategy"),
    "bayesian": ("bayesian", "bayesian search", "bayesian optimisation", "bayesian optimization", "bayes opt", "bayesopt", "tpe", "bayes search", "gaussian process search", "bayesian strategy", "smbo"),
    "halving": ("halving", "successive halving", "successive_halving", "asha", "sha"),
    "pareto": ("pareto", "pareto search", "pareto front", "pareto optimisation", "pareto optimization", "multi objective", "multiobjective search", "multi objective search", "multi objective optimisation", "multi objective optimization"),
    "hyperband": ("hyperband", "hyper band", "bohb"),
    "recommended": ("recommended strategy", "your strategy", "recommended one strategy", "your recommended strategy", "strategy you recommend", "recommended search", "your own strategy", "recommended order"),
}  # fmt: skip
NUMBER_WORDS: dict[str, float] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "half": 0.5, "½": 0.5, "¼": 0.25, "¾": 0.75,
}  # fmt: skip
ORDINALS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12,
}  # fmt: skip
PLACES: dict[str, int] = {w: int(n) for w, n in NUMBER_WORDS.items() if n in range(1, 21)} | ORDINALS
"""Words that name a place on a list or count its things."""
MEMORY_MB: dict[str, float] = {
    "gb": 1024, "gib": 1024, "g": 1024, "gigabyte": 1024, "gigabytes": 1024, "gig": 1024, "gigs": 1024, "mb": 1, "mib": 1,
    "gigas": 1024, "giga": 1024, "gbyte": 1024, "gbytes": 1024, "megabyte": 1, "megabytes": 1, "megs": 1, "meg": 1, "mega": 1, "megas": 1, "mbyte": 1, "mbytes": 1, "kb": 1 / 1024, "tb": 1024 * 1024,
}  # fmt: skip
"""A gigabyte of memory is 1024 MB, as operating systems count it."""


def place_named(said: str) -> int:
    """The place or count of a figure or of a word: "3", "3rd", "three" and "third" are 3; 0 where it is none."""
    word = said.lower()
    figure = re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word)
    return int(figure[1]) if figure else PLACES.get(word, 0)


_TENS = [w for w, n in NUMBER_WORDS.items() if 20 <= n <= 90 and n % 10 == 0]
_ONES = [w for w, n in NUMBER_WORDS.items() if 1 <= n <= 9]
_IN_TWO = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_ONES)})"
WHOLE_NUMBER = rf"(?:{_IN_TWO}|{'|'.join(sorted((w for w, n in NUMBER_WORDS.items() if w.isalpha() and n == int(n)), key=len, reverse=True))})"
"""A whole number in words, as a pattern: "twelve", "forty-five"."""


def number_said(said: str) -> float | None:
    """The number of a figure or of words: "2.5", "2,5", "five" and "forty-five"; None where it is none."""
    word = said.lower()
    if word in NUMBER_WORDS:
        return float(NUMBER_WORDS[word])
    if re.fullmatch(_IN_TWO, word):
        return float(sum(NUMBER_WORDS[part] for part in re.split(r"[- ]", word)))
    return float(word.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", word) else None


def table(names: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The names turned round: the words of each name to what it stands for."""
    return {tuple(name.split()): meaning for meaning, many in names.items() for name in many}
