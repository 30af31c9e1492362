import pytest

from assistant.understanding import Context, understand

RESULTS = Context(columns=("age", "ill"), target="ill", kind="binary", results=6)


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("and afterwards compare one with two.", [1, 2]),
        ("put runs 2, 4 and 5 next to one another", [2, 4, 5]),
        ("How do the two best differ?", [1, 2]),
        ("what separates the winner from the one below it?", [1, 2]),
        ("compare second worst vs worst", [5, 6]),
        ("compare 4 against 5, then top 2 on accuracy", [4, 5]),
        ("why did I take 1 and not 5? I'd like to see both in one table", [1, 5]),
        ("put 1 to 4 next to each other", [1, 2, 3, 4]),
    ],
)
def test_the_places_that_are_set_side_by_side(text: str, ranks: list[int]) -> None:
    (compared,) = (c for c in understand(text, RESULTS).commands if c.name == "compare")
    assert compared.args == {"ranks": ranks}


@pytest.mark.parametrize(
    "text", ["run 1 and 2 together", "start 1, 2 and 4 side by side", "the first and the second look good"]
)
def test_what_compares_nothing(text: str) -> None:
    context = RESULTS.model_copy(update={"results": 0, "recommendations": 5})
    assert "compare" not in {c.name for c in understand(text, context).commands}


def test_models_that_are_counted_and_named() -> None:
    context = RESULTS.model_copy(update={"results": 0, "models": ("ill_a", "ill_b")})
    (compared,) = understand("how do our two live models compare, ill_a and ill_b", context).commands
    assert compared.args == {"models": ["ill_a", "ill_b"]}
