import json
from pathlib import Path

import pandas as pd
import pytest

from experiments import models
from experiments.blending import BLEND_FILE, load_whole, save_blend
from experiments.evaluation import fit_final
from experiments.models import UntrustedModel, load_model, meta_of, predict, save_model, unseen
from experiments.workflows.tabular import default_variant
from store import loading
from store.errors import BadData
from store.records import TaskKind
from tests.experiments.messy import messy, task_for


def _saved(folder: Path, kind: TaskKind, estimator: str = "svm_rbf") -> pd.DataFrame:
    table, task, variant = messy(90), task_for(kind), default_variant(estimator, kind)
    fitted = fit_final(table, variant, task, 0)
    save_model(fitted, folder, meta_of(table, task, variant, 0, {"rmse": 2.0}, run_id="run-1"), table)
    return table


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
def test_a_saved_model_predicts_raw_rows(tmp_path: Path, kind: TaskKind) -> None:
    table = _saved(tmp_path / "model", kind)
    task = task_for(kind)
    found = predict(tmp_path / "model", table.drop(columns=[task.target]).set_index(table.index + 100))
    assert list(found.index) == list(table.index + 100)
    if kind == "regression":
        assert list(found.columns) == ["prediction"]
        assert found["prediction"].corr(table["spent"].set_axis(found.index)) > 0.9
    else:
        assert set(found["prediction"]) <= set(table[task.target])  # as written in the table: booleans stay so
        assert found.filter(like="probability_").sum(axis=1).round(9).eq(1).all()


def test_rows_read_from_a_file_are_predicted_as_those_in_memory(tmp_path: Path) -> None:
    table = _saved(tmp_path / "model", "regression", "lightgbm")
    expected = predict(tmp_path / "model", table)
    table.drop(columns=["lasted"]).assign(lasted=table["lasted"].dt.total_seconds()).to_csv(tmp_path / "rows.csv")
    found = predict(tmp_path / "model", pd.read_csv(tmp_path / "rows.csv"))
    pd.testing.assert_frame_equal(found, expected)


def test_the_folder_says_what_the_model_expects_and_how_it_was_made(tmp_path: Path) -> None:
    _saved(tmp_path, "binary", "linear")
    meta = load_model(tmp_path).meta
    assert meta.signature["visits"] == "Int64" and "left" not in meta.signature
    assert (meta.classes, meta.class_values, meta.positive_class) == (("False", "True"), (False, True), "True")
    assert meta.extra == {"run_id": "run-1"} and "scikit-learn" in meta.libraries
    assert len(json.loads((tmp_path / "sample.json").read_text())) == 20


def test_missing_columns_are_named_and_unknown_ones_ignored_aloud(tmp_path: Path) -> None:
    table = _saved(tmp_path, "binary", "linear")
    with pytest.raises(BadData, match=r"2 columns.*visits, size"):
        predict(tmp_path, table.drop(columns=["visits", "size"]))
    said: list[str] = []
    predict(tmp_path, table.assign(extra=1, visits="many", size=None), say=said.append)
    assert any("`size`" in s and "empty in all 90 rows" in s for s in said)
    assert any("extra" in s and "ignored" in s for s in said)
    assert any("`visits` should hold numbers" in s for s in said)
    with pytest.raises(BadData, match="no rows"):
        predict(tmp_path, table.head(0))


@pytest.mark.parametrize("estimator", ["linear", "lightgbm", "decision_tree"])
def test_categories_never_met_are_named_and_the_rows_predicted_all_the_same(tmp_path: Path, estimator: str) -> None:
    table = _saved(tmp_path, "binary", estimator)
    model = load_model(tmp_path)
    name = model.pipeline.named_steps["prepare"].category_[0]
    strange = table.assign(**{name: ["Atlantis"] * len(table)})
    said: list[str] = []
    assert len(predict(tmp_path, strange, say=said.append)) == len(table)
    assert any(f"`{name}`" in s and "“Atlantis”" in s for s in said)
    assert unseen(model, table) == ()
    assert unseen(model, table.drop(columns=[name])) == ()


def test_a_file_with_foreign_types_is_refused_by_name(tmp_path: Path) -> None:
    import skops.io

    _saved(tmp_path, "binary", "linear")
    skops.io.dump({"steps": [Path("x")]}, tmp_path / "model.skops")
    with pytest.raises(UntrustedModel, match="Path"):
        load_model(tmp_path)


def test_libraries_that_are_half_loaded_by_another_thread_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _saved(tmp_path, "binary", "decision_tree")
    read, asked = models._read, []

    def half_loaded(path: Path) -> object:
        asked.append(path)
        if len(asked) < 3:
            raise ImportError("cannot import name 'euclidean' from partially initialized module")
        return read(path)

    monkeypatch.setattr(models, "_read", half_loaded)
    monkeypatch.setattr(loading, "_PAUSES_S", (0.0, 0.0))
    assert load_model(tmp_path).meta.task.kind == "binary"
    asked[:] = []
    monkeypatch.setattr(loading, "_PAUSES_S", (0.0,))
    with pytest.raises(BadData, match="is whole, but what it needs cannot be loaded here"):
        load_model(tmp_path)


def test_a_model_that_is_replaced_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    table, task = messy(90), task_for("binary")
    variant = default_variant("linear", "binary")
    fitted = fit_final(table, variant, task, 0)
    for seed in (0, 1):
        save_model(fitted, tmp_path / "model", meta_of(table, task, variant, seed), table)
        assert load_model(tmp_path / "model").meta.seed == seed
        (tmp_path / "model" / "rule.json").touch()
    save_model(fitted, tmp_path / "model", meta_of(table, task, variant, 2), table)
    assert sorted(p.name for p in (tmp_path / "model").iterdir()) == ["meta.json", "model.skops", "sample.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_an_empty_folder_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="holds no whole model"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"), [("model.skops", b"PK\x03\x04 torn"), ("model.skops", b""), ("meta.json", b"{")]
)
def test_a_damaged_model_is_called_damaged_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    _saved(tmp_path, "binary", "naive_bayes")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadData, match="is damaged") as refused:
        load_model(tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("change", [{"class_values": []}, {"signature": {"visits": "Int64"}}])
def test_a_description_that_does_not_fit_the_model_is_told_before_any_row_is_read(
    tmp_path: Path, change: dict[str, object]
) -> None:
    _saved(tmp_path, "binary", "linear")
    meta = json.loads((tmp_path / "meta.json").read_text("utf-8"))
    (tmp_path / "meta.json").write_text(json.dumps(meta | change), "utf-8")
    with pytest.raises(BadData, match=r"Save the model again"):
        load_model(tmp_path)


@pytest.mark.parametrize("weights", [(-1.0, 1.0), (0.0, 0.0), (float("nan"), 1.0), (float("inf"), 1.0)])
def test_weights_that_are_no_shares_are_damage(tmp_path: Path, weights: tuple[float, float]) -> None:
    table = _saved(tmp_path / "a", "binary", "linear")
    _saved(tmp_path / "b", "binary", "naive_bayes")
    save_blend(tmp_path, [("a", 0.5), ("b", 0.5)], "binary", {})
    assert len(load_whole(tmp_path).predict(table)) == len(table)
    save_blend(tmp_path, list(zip("ab", weights, strict=True)), "binary", {})
    with pytest.raises(BadData, match="is damaged"):
        load_whole(tmp_path).predict(table)


def test_dates_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    table = _saved(tmp_path, "binary", "linear")
    rows = table.assign(since=table["since"].dt.strftime("%Y-%m-%d"))
    rows.loc[rows.index[1:4], "since"] = "31.31.2020"
    said: list[str] = []
    predict(tmp_path, rows, said.append)
    assert any("`since` should hold dates" in s and "3 values of 90" in s for s in said)


@pytest.mark.parametrize("content", ["[]", "{", '{"members": [{"folder": "a"}]}'])
def test_a_damaged_blend_is_called_damaged(tmp_path: Path, content: str) -> None:
    (tmp_path / BLEND_FILE).write_text(content)
    with pytest.raises(BadData, match="is damaged"):
        load_whole(tmp_path).predict(pd.DataFrame({"a": [1]}))


def test_a_blend_that_names_a_member_outside_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / BLEND_FILE).write_text('{"members": [{"folder": "../other", "weight": 1}]}')
    with pytest.raises(BadData, match=r"outside of its folder: '\.\./other'"):
        load_whole(tmp_path / "kept").predict(pd.DataFrame({"a": [1]}))


def test_a_file_that_is_not_the_model_described_beside_it_is_refused(tmp_path: Path) -> None:
    import skops.io

    _saved(tmp_path / "classes", "binary", "linear")
    _saved(tmp_path / "numbers", "regression", "linear")
    (tmp_path / "classes" / "meta.json").replace(tmp_path / "meta.json")
    (tmp_path / "numbers" / "meta.json").replace(tmp_path / "classes" / "meta.json")
    (tmp_path / "meta.json").replace(tmp_path / "numbers" / "meta.json")
    for name in ("classes", "numbers"):
        with pytest.raises(BadData, match="not the model that meta"):
            load_model(tmp_path / name)
    skops.io.dump({"a": 1}, tmp_path / "numbers" / "model.skops")
    with pytest.raises(BadData, match="not the model that meta"):
        load_model(tmp_path / "numbers")


def test_columns_written_otherwise_are_to_be_renamed(tmp_path: Path) -> None:
    frame = _saved(tmp_path, "regression", "linear")
    with pytest.raises(BadData, match="Rename Visits to visits, SIZE_ to size"):
        predict(tmp_path, frame.rename(columns={"visits": "Visits", "size": "SIZE_"}))
