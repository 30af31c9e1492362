"""The card of an experiment: what was wanted, done, found and learned, filled in from the store by itself."""

from experiments.cards.card import ExperimentCard, card_of
from experiments.cards.writing import FORMATS, write_card

__all__ = ["FORMATS", "ExperimentCard", "card_of", "write_card"]
