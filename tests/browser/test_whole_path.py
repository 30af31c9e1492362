"""The whole path in a real browser: from a table and a sentence to results, feedback and changed recommendations."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LATER_MS, RUNS_MS, Person
from tests.tables import tables_folder

pytestmark = [pytest.mark.browser]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    import pandas as pd

    frame = pd.read_parquet(tables_folder() / "heart_c.parquet")
    path = tmp_path / "heart.csv"
    frame.to_csv(path, index=False)
    return path


def test_from_a_table_and_a_sentence_to_changed_recommendations(
    page: Any, person: Person, address: str, table: Path, artefacts: Path
) -> None:
    page.goto(address)
    person.sees("What would you like to predict?", LATER_MS)
    person.looks("first-screen")

    person.say("Predict num. A missed case costs 5 times a false alarm, keep it under five minutes.", table)
    person.sees("Your goal", LATER_MS)
    person.sees("Worth trying next", LATER_MS)
    person.sees("is not seen costs 5 times another case taken for one")
    person.looks("recommendations")
    assert "conversation=" in page.url

    person.say("Run the first three")
    person.sees("This would run")
    person.looks("plan")
    person.press("Change")
    page.get_by_test_id("stForm").get_by_test_id("stCheckbox").nth(1).locator("label").click()
    person.press("Show the changed plan")
    person.sees("Approve and run these 2")
    person.looks("changed-plan")

    person.press("Approve and run these 2")
    person.sees("Started: 2 runs")
    person.looks("progress")
    page.reload()
    person.sees("Started: 2 runs", LATER_MS)
    person.looks("after-reload")

    person.sees("What came of it", RUNS_MS)
    person.sees("2 runs finished")
    person.sees(re.compile("baseline"))
    person.looks("results")

    person.say("I don't trust neural nets")
    person.sees("I understood", LATER_MS)
    person.looks("understood")
    person.say("too slow")
    page.wait_for_function("() => document.body.innerText.split('I understood').length > 2", timeout=LATER_MS)
    person.sees("What changed", LATER_MS)
    person.looks("changed-recommendations")

    said = page.url
    page.get_by_role("link", name="New conversation").click()
    page.wait_for_url(re.compile("conversation=$"), timeout=LATER_MS)
    page.get_by_role("link", name=re.compile("^num in heart")).click()
    page.wait_for_url(said, timeout=LATER_MS)
    page.go_back()
    person.sees("What would you like to predict?", LATER_MS)
    page.go_forward()

    second = page.context.new_page()
    second.goto(said)
    Person(second, artefacts).sees("I understood", LATER_MS)
    for name, words in (
        ("data", "Columns"), ("runs", "Show as"), ("experiment", "What came of it"), ("knowledge", "neural"),
        ("sql", "What there is to ask"),
    ):  # fmt: skip
        second.goto(f"{address}{name}")
        visitor = Person(second, artefacts)
        visitor.sees(words, LATER_MS)
        visitor.looks(f"page-{name}")


def test_a_domain_experts_visit_in_plain_words_on_a_phone(page: Any, person: Person, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    person.sees("What would you like to predict?", LATER_MS)
    person.say("I am a doctor")
    person.sees("plain words", LATER_MS)
    person.say("Use breast_cancer and predict diagnosis")
    person.sees("Which is worse for you", LATER_MS)
    person.sees(re.compile("of 100"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is wider than a phone"
    person.looks("expert-recommendations")

    person.press("Missing one is worse")
    person.sees("is not seen costs 5 times another case taken for one", LATER_MS)
    person.press("Not what I meant")
    person.sees("What did you mean by", LATER_MS)
    person.say("A missed case costs 20 times a false alarm")
    person.sees("from now on", LATER_MS)
    person.looks("expert-corrected")

    page.goto(f"{address}knowledge")
    person.sees(re.compile("means: costs of errors"), LATER_MS)
    person.looks("expert-knowledge")
