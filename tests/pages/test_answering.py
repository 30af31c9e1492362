"""What is shown while an answer is made, and of the way of a newcomer."""

from assistant.answering import Answer
from assistant.guide import STEPS, Guide
from pages.components.answering import said_html, trace_html
from pages.components.guide import guide_html
from tests.pages import made


def test_the_trace_shows_the_last_steps_and_the_words_so_far() -> None:
    answer = Answer()
    for step in ("Reading the table", f"Looking at {made.NASTY}", "Comparing with past runs"):
        answer.step(step)
    answer.write("The goal **is** set")
    html = trace_html(answer)
    assert '<li class="now">Comparing with past runs</li>' in html
    assert "<b>is</b>" in html and "<img" not in html
    assert 'aria-live="polite"' in html


def test_a_message_names_the_files_that_came_with_it_once() -> None:
    html = said_html("Predict churn", ("<b>.csv",))
    assert "Predict churn" in html and ">&lt;b&gt;.csv</li>" in html
    assert said_html("a.csv, b.csv", ("a.csv", "b.csv")).count(">a.csv<") == 1
    assert "a.csv, b.csv" not in said_html("a.csv, b.csv", ("a.csv", "b.csv"))


def test_the_present_step_is_told_by_more_than_colour() -> None:
    html = guide_html(Guide(at=2, next="Say “run the first three”."))
    assert html.count("✓ ") == 2
    assert f'aria-current="step">3 {STEPS[2]}' in html
