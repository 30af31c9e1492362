"""Words and figures that people read, and names that must not become markup."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as s

from assistant import wording
from pages.components import words
from tests.pages.made import NASTY, NOW

ALLOWED = {"p", "br", "ul", "li", "b", "code"}


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_reply_keeps_paragraphs_lists_bold_and_code() -> None:
    html = words.rich("I read **churn.csv**:\n- one `a`\n- two\nafter\n\nNext")
    assert (
        html == "<p>I read <b>churn.csv</b>:</p><ul><li>one <code>a</code></li><li>two</li></ul><p>after</p><p>Next</p>"
    )


def test_a_hostile_name_in_a_reply_stays_words() -> None:
    tags = Tags(words.rich(f"The column {NASTY} is a key."))
    assert tags.found <= ALLOWED
    assert not tags.attributes
    assert "<img src=x onerror=alert(1)>" in tags.text
    assert "$x^2$ :material/home: :red[no] [l](http://e.example)" in tags.text


def test_escaped_signs_show_as_themselves() -> None:
    assert Tags(words.rich(r"\*\*not bold\*\* and \`no code\` and a\_b")).text == "**not bold** and `no code` and a_b"


@given(s.text(max_size=200))
@settings(max_examples=60)
def test_no_text_ever_becomes_a_tag_that_was_not_meant(text: str) -> None:
    tags = Tags(words.rich(text))
    assert tags.found <= ALLOWED
    assert not tags.attributes


@given(s.text(max_size=120))
@settings(max_examples=60)
def test_what_a_person_typed_is_shown_letter_for_letter(text: str) -> None:
    tags = Tags(words.plain(text))
    assert tags.found <= {"br"}


def test_a_button_cannot_be_given_an_icon_a_formula_or_a_link() -> None:
    shown = words.label(":material/home: $x$ [a](b) **c** `d` <e>")
    assert shown == r"\:material/home\: \$x\$ \[a\]\(b\) \*\*c\*\* \`d\` \<e\>"
    assert words.label("x" * 200, 10) == "x" * 9 + "…"
    assert "\n" not in words.label("a\nb")
    assert words.label("one-hot - not -- this") == r"one-hot \- not \-\- this"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(20, 85, "20–85 s"), (40, 200, "40 s – 3 min"), (2, 2.1, ""), (None, 5, ""), (0.1, 0.4, ""), (0.4, 3, "1–3 s")],
)
def test_an_interval_of_times(low: float | None, high: float | None, text: str) -> None:
    assert words.duration_range(low, high) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.04, "0.0 s"),
        (3.21, "3.2 s"),
        (38.4, "38 s"),
        (125, "2 min 5 s"),
        (180, "3 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_a_measured_time(value: float | None, text: str) -> None:
    assert words.elapsed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234567, "1,234,567"), (0.00001, "1.00e-05"), (12.345, "12.3"), (999.9, "1000"), (0.5, "0.5")],
)
def test_a_number(value: float, text: str) -> None:
    assert words.number(value) == text


def test_a_score_has_the_digits_its_metric_deserves() -> None:
    assert words.figure(0.87654, "roc_auc") == "0.877"
    assert words.figure(48213.4, "rmse") == "48,213"
    assert words.figure(None, "rmse") == "–"
    assert words.spread(0.873, 0.0121, "roc_auc") == "0.873 ± 0.012"
    assert words.spread(4.2331, 0.64183, "rmse") == "4.233 ± 0.64"
    assert words.spread(0.873, 0.0, "roc_auc") == "0.873"


@pytest.mark.parametrize(("value", "metric"), [(4.2331, "rmse"), (0.8714, "r2"), (812.26, "mae"), (48213.4, "rmse")])
def test_a_card_shows_a_score_with_the_digits_of_the_words_above_it(value: float, metric: str) -> None:
    assert words.figure(value, metric) == wording.score(value, metric)


def test_a_label_begins_with_a_capital_but_a_name_stays_as_it_is_written() -> None:
    assert words.capital("random forest, 100 trees") == "Random forest, 100 trees"
    assert words.capital("max_depth 10, learning_rate 0.1") == "max_depth 10, learning_rate 0.1"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.004, "under 1 %"), (0, "0 %"), (0.996, "over 99 %"), (0.617, "62 %"), (None, "–")],
)
def test_a_chance(value: float | None, text: str) -> None:
    assert words.share(value) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "today 10:00"),
        (timedelta(hours=20), "yesterday 17:00"),
        (timedelta(days=10), "22 Feb 13:00"),
        (timedelta(days=400), "28 Jan 2025"),
    ],
)
def test_a_moment_in_the_readers_own_time_zone(ago: timedelta, text: str) -> None:
    assert words.when(NOW - ago, NOW, ZoneInfo("Europe/Berlin")) == text


def test_a_moment_of_a_clock_that_is_ahead_is_no_nonsense() -> None:
    assert words.when(NOW + timedelta(minutes=2), NOW, UTC) == "today 12:02"
    assert words.when(datetime(2026, 3, 5, tzinfo=UTC), NOW, UTC) == "5 Mar 00:00"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (600, "600 bytes"),
        (2048, "2.0 KB"),
        (24_371, "24 KB"),
        (1.5 * 2**20, "1.5 MB"),
        (2**31, "2.0 GB"),
    ],
)
def test_a_size_is_never_nothing_where_there_is_something(size: float, text: str) -> None:
    assert words.bytes_words(size) == text


def test_universal_times_are_told_in_the_readers_own() -> None:
    said = "bo made it champion on 2026-11-22 23:30 UTC; the last on 2026-06-01 08:00 (UTC), decided by bo."
    told = words.local_times(said, ZoneInfo("Europe/Berlin"))
    assert told == "bo made it champion on 2026-11-23 00:30; the last on 2026-06-01 10:00, decided by bo."
    assert words.local_times("2026-11-22 was a Sunday, UTC", None) == "2026-11-22 was a Sunday, UTC"
