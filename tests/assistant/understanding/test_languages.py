import pytest

from assistant.understanding import Context, understand
from assistant.understanding.text.languages import foreign

TABLE = Context(columns=("customer_id", "tenure", "Churn"), recommendations=5)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Keine neuronalen Netze bitte", "constrain"),
        ("starte die ersten drei", "propose_runs"),
        ("Was soll ich als nächstes probieren?", "recommend"),
        ("pas de réseaux de neurones", "constrain"),
        ("Prédis Churn", "set_goal"),
        ("Muéstrame los resultados", "show_results"),
        ("Ejecuta los dos primeros", "propose_runs"),
    ],
)
def test_common_requests_in_other_languages_are_read(text, name):
    assert [c.name for c in understand(text, TABLE).commands] == [name]


def test_other_sentences_get_an_honest_answer():
    question = understand("Wir verkaufen Schuhe im Internet und haben viele Kunden", TABLE).question
    assert question is not None and "German" in question.text


@pytest.mark.parametrize("text", ["drop customer_id", "no neural networks", "run the first two", "Churn", "pause"])
def test_english_is_no_other_language(text):
    assert foreign(text, TABLE.columns) is None
