import pytest

from assistant.effects import effects_of_args, effects_of_words, family_in, in_words, profile_facts
from store.records import Effect


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("too slow", "fast"),
        ("it takes far too long", "fast"),
        ("a black box", "interpretable"),
        ("far too complicated for us", "simple"),
        ("too expensive", "cheap"),
    ],
)
def test_a_complaint_becomes_a_preference(words, wish):
    assert Effect(kind="preference", value=wish) in effects_of_words(words, "negative", None, None, None)


def test_praise_of_speed_is_no_complaint():
    assert effects_of_words("not slow at all, great", "positive", None, "v1", None) == (
        Effect(kind="rating", value={"variant": "v1", "rating": 1.0}),
    )


def test_distrust_of_a_family_forbids_it_for_the_goal():
    family = family_in("I don't trust neural nets")
    assert family == "neural_network"
    (effect,) = effects_of_words("I don't trust them", "negative", None, None, family)
    assert (effect.kind, effect.value, effect.scope) == ("family_forbidden", "neural_network", "goal")


@pytest.mark.parametrize(
    ("words", "family"),
    [("boosted trees", "boosting"), ("random forest", "forest"), ("k-NN", "knn"), ("logistic regression", "linear")],
)
def test_families_are_found_by_their_names(words, family):
    assert family_in(words) == family


def test_each_argument_of_a_constraint_is_one_effect():
    found = effects_of_args("constrain", {"families_forbidden": ["svm", "knn"], "interpretable": True})
    assert [(e.kind, e.value) for e in found] == [
        ("family_forbidden", "svm"),
        ("family_forbidden", "knn"),
        ("interpretable", True),
    ]


def test_only_what_holds_always_reaches_the_profile():
    always = Effect(kind="preference", value="fast", scope="always")
    assert profile_facts([always, Effect(kind="preference", value="simple")]) == [("preference:fast", True)]


def test_every_kind_of_effect_has_words():
    values = {"error_costs": [20, 1], "rating": 1.0, "max_run_s": 30, "interpretable": True}
    for kind in Effect.model_fields["kind"].annotation.__args__:
        sentence = in_words(Effect(kind=kind, value=values.get(kind, "x"), scope="always"))
        assert sentence.endswith(", always.")


def test_costs_of_errors_are_said_from_the_dearer_side():
    assert in_words(Effect(kind="error_costs", value=[1, 4])) == "A false alarm costs 4 times a missed case."
