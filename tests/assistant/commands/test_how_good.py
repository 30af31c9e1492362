"""How good the model is, how it was checked, and what the runs taught, on a number that was predicted."""

import numpy as np
import pandas as pd
import pytest

from assistant import wording
from assistant.assembly import assemble
from assistant.cards import Command
from assistant.understanding.context import Understanding
from store.memory import MemoryStore
from store.records import RunEnd
from tests.assistant.test_assistant import Talk


@pytest.fixture(scope="module")
def houses(tmp_path_factory, meta_folder):
    """A conversation of a domain expert whose two runs have ended; prices in the north vary far more."""
    folder = tmp_path_factory.mktemp("houses")
    (folder / "home").mkdir()
    (folder / "home" / "meta").symlink_to(meta_folder)
    random = np.random.default_rng(3)
    size, district = random.integers(30, 200, 240), random.choice(["north", "south"], 240)
    noise = np.where(district == "north", 60_000, 3_000) * random.normal(0, 1, 240)
    price = (100_000 + 3_000 * size + noise).round()
    path = folder / "houses.csv"
    pd.DataFrame({"size": size, "district": district, "price": price}).to_csv(path, index=False)
    app = assemble(folder / "home", store=MemoryStore())
    talk = Talk(app)
    talk.words("I am an estate agent, use this and predict price", [path])
    talk.before = talk.words("by how much is a typical house off?").text
    talk.words("run the first two")
    talk.words("yes")
    talk.wait()
    yield talk
    app.close()


def _best(talk):
    return min((e for e in talk.app.store.find(RunEnd) if e.score is not None), key=lambda e: e.score)


def test_a_typical_error_is_that_of_the_best_run_in_the_targets_unit(houses):
    assert "has not been measured" in houses.before and "I expect" in houses.before
    told = houses.words("by how much is a typical house off?").text
    assert f"off in price by {_best(houses).metrics['mae']:,.0f} on average" in told
    assert "The best of 2 runs" in told and "had not learned from" in told


def test_groups_are_compared_by_how_well_the_model_does(houses):
    told = houses.words("which district is worst?")
    assert "does worst for north" in told.text and "best for south" in told.text
    assert "Chance alone hardly makes that difference." in told.text
    (card,) = told.cards
    assert {row[1] for row in card.rows} == {"north", "south"}
    assert "does worst for north" in houses.words("is it fair by district?").text
    assert "Average price" in houses.words("average price by district").text


def test_how_it_is_checked_is_told_for_this_goal(houses):
    told = houses.words("how will you check it?").text
    assert "240 rows are put by chance into 10 parts" in told and "learned from the other 9 only" in told
    assert "learn those by heart" in told


def test_what_was_learned_is_of_these_runs(houses):
    told = houses.words("what did we learn here that helps next time?").text
    assert "Of 2 runs with a score, what did best is" in told
    assert "It looks mostly at size" in told and "kept as experience" in told


def test_columns_are_told_by_name(houses):
    told = houses.words("What are the columns?").text
    assert "numbers: size, price" in told and "categories: district" in told


def test_a_column_that_is_asked_about_is_told_by_its_place(houses):
    told = houses.words("does district matter?").text
    assert "district is number 2 of 2 columns" in told and "What matters most is size" in told
    assert "number 1 of 2" in houses.words("does size matter?").text


def test_a_goal_that_is_stated_again_is_said_to_stand(houses):
    assert "That is so already. The goal: predict price" in houses.words("predict price").text


def test_a_kept_model_is_told_with_what_newer_true_values_showed(houses, tmp_path):
    houses.words("save the best model as homes")
    random = np.random.default_rng(9)
    size = random.integers(30, 200, 120)
    rows = pd.DataFrame(
        {"size": size, "district": random.choice(["north", "south"], 120), "price": 200_000 - 500 * size}
    )
    rows.to_csv(tmp_path / "spring.csv", index=False)
    services, asked = houses.app.services, Command(name="check_drift", args={"source": str(tmp_path / "spring.csv")})
    before, services.understand = services.understand, lambda text, context: Understanding(commands=(asked,))
    houses.words("compare these")
    services.understand = before
    told = houses.words("how far off is it usually?").text
    assert "homes version 1 is off in price by" in told and "newest rows with true values (spring.csv)" in told, told


def test_runs_beside_each_other_have_the_scores_of_the_leaderboard(houses):
    services, asked = houses.app.services, Command(name="compare", args={"ranks": [1, 2]})
    before, services.understand = services.understand, lambda text, context: Understanding(commands=(asked,))
    compared = houses.words("compare number 1 with number 2").cards[0]
    services.understand = before
    ends = {e.score: e for e in houses.app.store.find(RunEnd) if e.score is not None}
    shown = next(row for row in compared.rows if row[0] == "RMSE")
    best, second = sorted(ends)[:2]
    assert shown[1:] == (wording.score(best, "rmse"), wording.score(second, "rmse"))


def test_past_runs_are_told_by_what_they_are_and_their_metric_by_its_name(houses):
    services, asked = houses.app.services, Command(name="history", args={"families": None})
    before, services.understand = services.understand, lambda text, context: Understanding(commands=(asked,))
    told = houses.words("which runs were there?")
    services.understand = before
    shown = next(card for card in told.cards if getattr(card, "title", "") == "Past runs")
    assert shown.columns[0] == "label" and shown.columns[-1] == "run_id"
    assert "RMSE" in told.text and "rmse" not in told.text, told.text
