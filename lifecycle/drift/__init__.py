"""Tests for drift. A new one is one file and one line here."""

from lifecycle.drift._base import WHOLE, DriftTest, Learned, Seen, Usual
from lifecycle.drift.categorical import CategoricalDrift
from lifecycle.drift.domain import DomainDrift
from lifecycle.drift.encoding import Encoded, Encoding
from lifecycle.drift.missing import MissingDrift
from lifecycle.drift.numeric import NumericDrift
from lifecycle.drift.prediction import PredictionDrift
from lifecycle.drift.quality import QualityDrift

TESTS: tuple[DriftTest, ...] = (
    NumericDrift(),
    CategoricalDrift(),
    MissingDrift(),
    QualityDrift(),
    PredictionDrift(),
    DomainDrift(),
)

__all__ = ["TESTS", "WHOLE", "DriftTest", "Encoded", "Encoding", "Learned", "Seen", "Usual"]
