from datetime import timedelta, timezone

import pytest

from assistant.caring.reported import VERDICTS, batch_words, verdict_words
from tests.assistant.caring.test_health import seen


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ("march.csv", "march.csv"),
        ("2026-11-21-235527-caeba0.parquet", "rows predicted 22 Nov 2026 00:55:27"),
        ("2026-11-21-sales.parquet", "2026-11-21-sales.parquet"),
    ],
)
def test_a_batch_is_called_by_its_file_or_by_when_it_was_predicted(batch, said):
    assert batch_words(seen("none").model_copy(update={"batch": batch}), timezone(timedelta(hours=1))) == said


@pytest.mark.parametrize("verdict", ["none", "harmless", "harmful"])
def test_a_verdict_is_never_said_as_the_code_calls_it(verdict):
    assert verdict_words(seen(verdict)) == VERDICTS[verdict] != verdict
