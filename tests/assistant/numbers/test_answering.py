"""In a conversation: a question over its table is answered from the table, one about runs from the store."""

import pandas as pd
import pytest

from store.records import Proposal, Run
from tests.assistant.test_assistant import Talk


@pytest.fixture
def talk(app, churn):
    made = Talk(app)
    made.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn", "positive_class": "yes"}))
    return made


def ask(talk, question):
    return talk.say(("ask_numbers", {"question": question}))


def test_a_figure_of_the_table_comes_with_its_sql_and_runs_nothing(talk, churn):
    reply = ask(talk, "avg age by plan")
    frame = pd.read_csv(churn)
    (card,) = reply.cards
    known = frame.groupby("plan")["age"].mean()
    assert {row[0]: row[1] for row in card.rows} == {
        k: pytest.approx(known[k], abs=1e-4) for k in ("basic", "plus", "pro")
    }
    assert card.of_table and 'FROM "churn"' in card.sql and 'GROUP BY "plan"' in card.sql
    assert "Average age by plan: highest for plan" in reply.text
    assert not talk.app.services.store.find(Run) and not talk.app.services.store.find(Proposal)


@pytest.mark.parametrize(
    "question",
    ["how many of those with age below 40 had churned?", "of the people with age below 40, how many churned?"],
)
def test_how_many_of_some_is_told_as_their_share(talk, churn, question):
    frame = pd.read_csv(churn)
    young = frame[frame["age"] < 40]
    fits = int((young["churn"] == "yes").sum())
    reply = ask(talk, question)
    assert f"{100 * fits / len(young):.1f}" in reply.text and str(fits) in reply.text and str(len(young)) in reply.text


@pytest.mark.parametrize(("words", "rising"), [("top 2 please", False), ("the two lowest", True)])
def test_so_many_groups_are_told_as_are_asked_for(talk, churn, words, rising):
    means = pd.read_csv(churn).groupby("plan")["age"].mean().sort_values(ascending=rising)
    (card,) = ask(talk, f"mean age by plan, {words}").cards
    assert [row[0] for row in card.rows] == list(means.index[:2])


def test_several_figures_of_one_column_are_answered_one_by_one(talk, churn):
    frame = pd.read_csv(churn)
    reply = ask(talk, "how many rows, avg and max age by plan")
    assert [len(card.rows) for card in reply.cards] == [3, 3, 3]
    rows, means, most = ({row[0]: row[1] for row in card.rows} for card in reply.cards)
    for plan, part in frame.groupby("plan"):
        assert rows[plan] == len(part) and most[plan] == part["age"].max()
        assert means[plan] == pytest.approx(part["age"].mean(), abs=1e-4)


def test_what_is_looked_for_is_counted_by_the_name_of_its_column(talk, churn):
    reply = ask(talk, "how many churned with age below 40?")
    frame = pd.read_csv(churn)
    fits = int(((frame["churn"] == "yes") & (frame["age"] < 40)).sum())
    assert reply.text.startswith(f"{fits} of 160 rows")


def test_values_that_mean_missing_are_counted_as_missing(talk, churn):
    frame = pd.read_csv(churn)
    code = int(frame["age"].value_counts().index[0])
    talk.say(("constrain", {"missing_codes": [{"column": "age", "values": [str(code)]}]}))
    known, gone = frame["age"][frame["age"] != code], int((frame["age"] == code).sum())
    reply = ask(talk, "average age")
    assert f"{known.mean():.4g}" in reply.text and f"As you said, {code} in age counts as missing." in reply.text
    assert "REPLACE" in reply.cards[0].sql
    assert reply.cards[0].rows[0][1] == len(known)
    assert ask(talk, "how many rows have no age?").text.startswith(f"{gone} of 160 rows")
    about = ask(talk, f"how many rows have age {code}?").text
    assert about.startswith(f"{gone} of 160 rows") and "counts as missing" not in about
    held = talk.say(("look_at_data", {"columns": ["age"]}))
    assert f"{gone:,} of 160 rows have none" in held.text and held.cards[0].rows[0][2] == gone
    assert "counts as missing" not in ask(talk, "avg spend by plan").text


def test_two_questions_get_an_answer_each(talk, churn):
    reply = ask(talk, "how many rows have age above 60? and what is the highest spend?")
    assert len(reply.cards) == 2
    assert f"{pd.read_csv(churn)['spend'].max():.4g}" in reply.text


def test_words_of_the_tables_own_columns_are_of_the_table(app, tmp_path):
    path = tmp_path / "loans.csv"
    pd.DataFrame({"sex": ["f", "m"] * 40, "approved": ["yes", "no", "yes", "yes"] * 20}).to_csv(path, index=False)
    talk = Talk(app)
    talk.say(("use_data", {"source": str(path)}), ("set_goal", {"target": "approved", "positive_class": "yes"}))
    reply = ask(talk, "what's the share of approvals by sex?")
    assert {row[0]: row[1] for row in reply.cards[0].rows} == {"f": 100.0, "m": 50.0}


def test_questions_about_runs_are_about_runs(talk):
    reply = ask(talk, "how many runs failed?")
    assert reply.text == "None: there is no run here yet."
    assert not reply.cards[0].of_table


def test_an_unknown_word_is_named_and_nothing_is_answered_instead(talk):
    reply = ask(talk, "average salary by plan")
    assert "Nothing in the table is called “salary”" in reply.text
    assert "age, plan, spend and churn" in reply.text
    assert not [c for c in reply.cards if c.kind == "table"]
