"""What an experiment showed: which choices mattered, and which runs are alike."""

from experiments.highlights.groups import Group, groups_of
from experiments.highlights.importance import Importance, importance_of

__all__ = ["Group", "Importance", "groups_of", "importance_of"]
