"""Three small tables that come with scikit-learn, for a first try; importing this costs nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SAMPLES: dict[str, tuple[str, str, str]] = {
    "breast_cancer": (
        "Breast cancer",
        "569 tumours measured under the microscope: malignant or benign?",
        "Predict diagnosis in breast_cancer. Missing a malignant tumour is much worse than a false alarm.",
    ),
    "wine": (
        "Wine",
        "178 wines and 13 chemical measurements: from which of three cultivars?",
        "Predict cultivar in wine, in under two minutes.",
    ),
    "diabetes": (
        "Diabetes",
        "442 patients and 10 measurements: how far has the disease gone a year later?",
        "Predict progression in diabetes with something I can explain.",
    ),
}
"""Name to title, one line on the table, and a sentence to start with."""

_DIABETES_NAMES = {
    "bp": "blood_pressure", "s1": "total_cholesterol", "s2": "ldl", "s3": "hdl", "s4": "cholesterol_ratio",
    "s5": "log_triglycerides", "s6": "glucose", "target": "progression",
}  # fmt: skip


def load_sample(name: str) -> "pd.DataFrame":
    """The sample table of that name, with target names and units a person can read.

    Args:
        name: a key of `SAMPLES`.

    Raises:
        KeyError: there is no such sample.
    """
    from sklearn import datasets  # takes a second: only when a sample is opened

    if name == "breast_cancer":
        frame = datasets.load_breast_cancer(as_frame=True).frame
        frame["diagnosis"] = frame.pop("target").map({0: "malignant", 1: "benign"})
    elif name == "wine":
        frame = datasets.load_wine(as_frame=True).frame
        frame["cultivar"] = frame.pop("target").map({0: "cultivar A", 1: "cultivar B", 2: "cultivar C"})
        frame = frame.rename(columns={"od280/od315_of_diluted_wines": "od280_od315"})
    elif name == "diabetes":
        frame = datasets.load_diabetes(as_frame=True, scaled=False).frame.rename(columns=_DIABETES_NAMES)
        frame["sex"] = frame["sex"].map({1.0: "female", 2.0: "male"})
    else:
        raise KeyError(name)
    return frame.rename(columns=lambda column: str(column).replace(" ", "_"))  # type: ignore[no-any-return]
