import pandas as pd

from experiments.blending import WholeModel
from experiments.data.cleaning import canonical
from experiments.evaluation import fit_final
from experiments.models import LoadedModel, meta_of
from experiments.workflows.tabular import default_variant
from tests.experiments.messy import task_for


def test_few_new_rows_are_read_as_the_table_was() -> None:
    days = pd.date_range("2021-01-01", "2021-12-31", freq="4D")
    raw = pd.DataFrame({
        "when": days.strftime("%d/%m/%Y"), "load": [f"{i}.5 kg" for i in range(len(days))],
        "fan": ["On" if d.month > 6 else "Off" for d in days], "spent": days.month * 1.0,
    })  # fmt: skip
    table, task, variant = (
        canonical(raw, typed=False)[0],
        task_for("regression"),
        default_variant("linear", "regression"),
    )
    task = task.model_copy(update={"target": "spent", "columns_excluded": ()})
    model = LoadedModel(fit_final(table, variant, task, 0), meta_of(table, task, variant, 0))
    whole = WholeModel(((model, 1.0),), None)
    new = pd.DataFrame({"when": ["05/11/2021"], "load": ["77 kg"], "fan": ["ON"]})
    same = pd.DataFrame({"when": [pd.Timestamp(2021, 11, 5)], "load": [77.0], "fan": ["On"]})
    said: list[str] = []
    found = whole.predict(canonical(new, typed=False)[0], said.append)
    assert found["prediction"].tolist() == whole.predict(same)["prediction"].tolist() and said == []
