"""Which column is meant where groups are compared by how well a model does."""

import pytest

from assistant.commands.how_good import _names


@pytest.mark.parametrize(
    ("column", "text", "named"),
    [("pump_id", "which pumps are worst?", True), ("pump_id", "which pump_id is worst?", True),
     ("pump_id", "which ids are worst?", False), ("grid_node", "which grids are worst?", False),
     ("_id", "which pumps are worst?", False), ("_id", "which _id is worst?", True)],
)  # fmt: skip
def test_what_an_id_is_of_names_its_column(column, text, named):
    assert _names(column, text) is named
