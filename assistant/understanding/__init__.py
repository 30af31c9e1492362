"""Understanding: a message and the moment it was written in, to commands of the closed set or one question."""

from assistant.understanding.context import Context, Understanding
from assistant.understanding.understand import understand

__all__ = ["Context", "Understanding", "understand"]
