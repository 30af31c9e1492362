"""What a question over a table was found to ask, and the words it may have beside."""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.numbers.table.conditions import Condition
from assistant.understanding.text.words import bag

BESIDE = bag(
    "what what's whats which who how many much often is are was were be been the a an our my your their its of in on at for from to we i you me us do does did has have had there"
    " with where when if and or that than data dataset table file sheet row rows record records entry entries case cases line lines sample samples observation observations"
    " fact actually really truly indeed number numbers n count counts total overall all any ever so far please tell show give get calculate compute find say can could know value values column columns"
    " by per each every across grouped group split sorted broken down it they them these those this then also just only out altogether please having during as well"
    " whole entire present right now versus vs compared among within between over under times time say whose while exactly lie lies fall falls happen happened ones one both"
    " group groups kind kinds type types different distinct unique added come came comes some level levels need get gets got made make per cent higher lower see seen look list like"
)
"""Words that a question may have without their naming anything."""


@dataclass
class Asked:
    """A question over a table, read."""

    figure: str
    """count, share, mean, median, min, max, sum, spread, distinct, mode or correlation."""
    measured: tuple[str, ...] = ()
    """The column that is measured; two for a correlation; none for a count of rows."""
    by: str = ""
    where: list[Condition] = field(default_factory=list)
    of: list[Condition] = field(default_factory=list)
    """Of a share: the test whose part of the rows is asked for."""
    best: str = ""
    """`most` or `least`, where one of the groups is asked for: "which ward has the most falls"."""
    most: int = 0
    """How many of the groups are asked for, from the end that `best` tells; 0 for all."""
    per: float = 100.0
    """Of how many a share is said."""
    noun: str = ""
    """What the rows were called, where that is no word of the table: every row is taken for one."""
