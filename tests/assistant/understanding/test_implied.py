# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.names.implied import implied_column, spoken_column


@pytest.mark.parametrize(
    ("text", "columns", "target"),
    [
        ("who is going to leave?", ("age", "Attrition"), "Attrition"),
        ("predict which customers will cancel", ("tenure", "Churn"), "Churn"),
        ("which machines are about to fail?", ("temp", "machine_failure"), "machine_failure"),
        ("I want to know who is going to die", ("age", "time", "DEATH_EVENT"), "DEATH_EVENT"),
        ("which patients will not survive?", ("age", "hospital_death"), "hospital_death"),
        ("predict which of them will die", ("left_ventricle", "died_in_30_days"), "died_in_30_days"),
        ("predict who left the company", ("Age", "Left Company"), "Left Company"),
    ],
)
def test_a_target_need_not_be_named(text, columns, target):
    assert [(c.name, c.args) for c in understand(text, Context(columns=columns)).commands] == [
        ("set_goal", {"target": target})
    ]


def test_two_columns_that_fit_imply_none():
    assert implied_column(["price"], ("list_price", "sold_price")) is None
    assert spoken_column(["left"], ("Left Company",)) is None


@pytest.mark.parametrize(
    ("said", "column"), [("loan amount", "loan_amnt"), ("discharge department", "discharge_dept"), ("temperature", "temp_c")]
)  # fmt: skip
def test_columns_with_shortened_names_are_found(said, column):
    assert ColumnBook(("loan_amnt", "discharge_dept", "temp_c", "customer_id")).shortened(said.split()) == column
