"""What people say of an imported workflow's next combinations, read by exact rules over its own names."""

import pytest

from assistant.elsewhere.limiting import Shown, said_of_space
from assistant.elsewhere.model_families import families_of
from assistant.elsewhere.space_words import words_of
from store.importers.limits import Limit, joined, without
from store.records import ImportedRun, Variant

BEST = {"algorithm": "CNN", "layers": 3, "batch_size": 64, "activ.fun": "relu", "pu": "GPU"}


def run(k, **choices):
    plain = {"algorithm": "NN", "layers": 2 + k % 3, "batch_size": 64, "activ.fun": "relu", "pu": "GPU", **choices}
    return ImportedRun.of(
        workflow="w", source_key=f"r{k}", status="ok", variant=Variant.of("w", "NN", plain, "x"),
        metrics={"accuracy": 0.8, "loss": 0.3 + k}, cost_s=100.0, context={"epochs": 50},
    )  # fmt: skip


@pytest.fixture(scope="module")
def words():
    runs = [
        run(0), run(1, algorithm="CNN", kernel_size=3), run(2, algorithm="RandomForest", pu="CPU"),
        run(3, batch_size=32), run(4, **{"activ.fun": "tanh"}, early_stopping=True), run(5, early_stopping=False),
        run(6, max_depth=79, n_estimators=50, learning_rate=0.01), run(7, max_depth=200, n_estimators=100),
    ]  # fmt: skip
    return words_of(runs, {"accuracy": "max", "loss": "min"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("epochs at most 50", ["epochs at most 50"]),
        ("50 epochs or less", ["epochs at most 50"]),
        ("don't use more than 3 layers", ["layers at most 3"]),
        ("batch size 64 and at most three layers", ["batch_size only 64", "layers at most 3"]),
        ("layers between 2 and 3", ["layers at least 2", "layers at most 3"]),
        ("depth under 100, no more than 50 estimators", ["max_depth below 100", "n_estimators at most 50"]),
        ("lr no higher than 0.02", ["learning_rate at most 0.02"]),
        ("not max_depth 200", ["max_depth not 200"]),
        ("batch_size must be 32 or 64", ["batch_size only 32 or 64"]),
        ("no CNN", ["algorithm not CNN"]),
        ("not algorithm CNN please", ["algorithm not CNN"]),
        ("we can't use random forests", ["algorithm not RandomForest"]),
        ("neither NN nor CNN", ["algorithm not NN or CNN"]),
        ("RandomForest is out", ["algorithm not RandomForest"]),
        ("only relu, and I have no GPU", ["pu not GPU", "activ.fun only relu"]),
        ("it has to run on the CPU", ["pu only CPU"]),
        ("activation function must be tanh", ["activ.fun only tanh"]),
        ("use 3 layers and relu", ["layers only 3", "activ.fun only relu"]),
        ("no early stopping", ["early_stopping only False"]),
        ("keep the batch size as it is", ["batch_size only 64"]),
        ("accuracy at least 90 %", ["foreseen accuracy at least 0.9"]),
        ("the loss must not exceed 0.5", ["foreseen loss at most 0.5"]),
        ("nothing longer than 5 minutes per run", ["at most 300 s a run"]),
        ("half an hour or less", ["at most 1800 s a run"]),
    ],
)
def test_limits_are_read_in_the_words_of_the_workflow(words, text, expected):
    said = said_of_space(text, words, BEST)
    assert sorted(limit.words for limit in said.limits) == sorted(expected)
    assert said.metric is None


@pytest.mark.parametrize(
    ("text", "metric", "direction"),
    [
        ("minimise the loss", "loss", "min"),
        ("by accuracy", "accuracy", None),
        ("accuracy as high as possible", "accuracy", "max"),
        ("as fast as possible", "cost_s", None),
        ("the loss matters more than accuracy", "loss", None),
        ("minimise the training time but keep accuracy above 0.8", "cost_s", None),
        ("maximise accuracy with a loss below 0.5", "accuracy", "max"),
    ],
)
def test_what_to_recommend_by_is_told_from_what_is_only_bounded(words, text, metric, direction):
    said = said_of_space(text, words)
    assert (said.metric, said.direction) == (metric, direction)


def test_limits_are_lifted_by_name_by_value_and_all_together(words):
    assert said_of_space("lift the limit on layers", words).lifted == ("layers",)
    assert said_of_space("any batch size is fine", words).lifted == ("batch_size",)
    assert said_of_space("no more restrictions", words).lifted == ("*",)
    assert said_of_space("CNN is allowed again", words).freed == {"algorithm": ("CNN",)}


@pytest.mark.parametrize(
    "text",
    [
        "which runs had batch size 64?", "why the first one?", "show me the results", "no SVM", "thank you",
        "what was the best accuracy with at most 3 layers?", "recommend what to try next", "run the first two",
        "2 days ago we tried a lot",
    ],
)  # fmt: skip
def test_what_asks_or_names_nothing_of_the_workflow_limits_nothing(words, text):
    assert said_of_space(text, words, BEST) is None


def test_a_supposition_holds_once(words):
    said = said_of_space("what if we had no GPU?", words)
    assert said.once and said.limits == (Limit("pu", "not in", ("GPU",)),)


def test_a_later_bound_replaces_the_one_on_its_side_and_bans_add_up():
    first = (Limit("depth", "<=", (8,)), Limit("depth", ">=", (2,)), Limit("kind", "not in", ("a",)))
    then = joined(first, (Limit("depth", "<", (5,)), Limit("kind", "not in", ("b",))))
    assert then == (Limit("depth", ">=", (2,)), Limit("depth", "<", (5,)), Limit("kind", "not in", ("a", "b")))
    assert joined(then, (Limit("kind", "in", ("c",)),))[-1] == Limit("kind", "in", ("c",))
    assert without(then, ("depth",), {"kind": ("a",)}) == (Limit("kind", "not in", ("b",)),)
    assert without(then, ("*",), {}) == ()
    assert [Limit.of_content(limit.content()) for limit in then] == list(then)


def test_what_has_no_such_parameter_keeps_to_bounds_but_has_no_certain_value():
    assert Limit("kernel", "<=", (3,)).allows_choices({"kind": "net"})
    assert not Limit("kernel", "in", (3,)).allows_choices({"kind": "net"})
    assert Limit("kind", "not in", ("random forest",)).allows("RandomForest") is False
    assert Limit("depth", "<=", (3,)).allows(3.0) and not Limit("depth", "<", (3,)).allows(3)


def test_what_was_shown_is_ruled_out_by_its_place_and_undercut(words):
    shown = (Shown("layers 2, algorithm NN", 60.0), Shown("layers 3, algorithm CNN", 90.0))
    for text in ("not the second one", "skip number 2", "the last one is not possible", "leave out the 2nd"):
        (limit,) = said_of_space(text, words, BEST, shown).limits
        assert limit.of == "combination" and limit.values == ("layers 3, algorithm CNN",), text
        assert not limit.allows_choices({"layers": 3, "algorithm": "CNN"})
        assert limit.allows_choices({"layers": 2, "algorithm": "CNN"})
    cheaper = said_of_space("cheaper ones please", words, BEST, shown)
    assert [n.words for n in cheaper.limits] == ["expected below 60 s a run"]
    assert said_of_space("not the ninth one", words, BEST, shown) is None
    assert said_of_space("cheaper ones please", words) is None


CHOICES = {
    "short": ("NN", "RF", "SVM", "xgb"),
    "nets": ("lstm", "mlp", "cnn_1d", "LogisticRegression"),
    "classes": ("sklearn.ensemble.RandomForestClassifier", "XGBClassifier", "sklearn.svm.SVC", "MLPClassifier"),
}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("short", "no neural nets", ["model not NN"]),
        ("short", "no boosting, please", ["model not xgb"]),
        ("short", "only random forests or support vector machines", ["model only RF or SVM"]),
        ("short", "nothing tree based", None),
        ("short", "no tree based models", ["model not RF or xgb"]),
        ("short", "the model must not be a neural network", ["model not NN"]),
        ("nets", "without neural networks", ["model not lstm or mlp or cnn_1d"]),
        ("nets", "no deep learning and no LSTM", ["model not lstm or mlp or cnn_1d"]),
        ("nets", "no lstm", ["model not lstm"]),
        ("nets", "only linear models", ["model only LogisticRegression"]),
        ("classes", "avoid neural nets", ["model not MLPClassifier"]),
        ("classes", "no gradient boosting", ["model not XGBClassifier"]),
        ("classes", "no SVMs", ["model not sklearn.svm.SVC"]),
        ("classes", "no naive bayes", None),
    ],
)
def test_families_of_models_are_the_workflows_own_values(kind, text, expected):
    some = [run(k, model=value, kernel=("linear", "rbf")[k % 2]) for k, value in enumerate(CHOICES[kind])]
    for r in some:
        r.variant.choices.pop("algorithm", None)
    said = said_of_space(text, words_of(some, {"accuracy": "max"}))
    assert (None if said is None else [x.words for x in said.limits]) == expected


def test_a_family_that_was_ruled_out_is_allowed_again_as_a_whole():
    words = words_of([run(k, algorithm=v) for k, v in enumerate(CHOICES["nets"])], {"accuracy": "max"})
    said = said_of_space("neural nets are allowed again", words)
    assert said is not None and said.freed == {"algorithm": ("lstm", "mlp", "cnn_1d")}


def test_a_linear_kernel_is_no_linear_model():
    assert families_of({"kernel": ("linear", "rbf"), "activation": ("relu", "logistic"), "depth": (3, 5)}) == {}
    assert families_of({"model": ("linear",), "kind": ("rf", "knn")}) == {
        "model": {"linear": ("linear",)},
        "kind": {"forest": ("rf",), "knn": ("knn",)},
    }
