"""The errors of Sextant: one root, few children. Each says what happened, which value, and what to do."""


class SextantError(Exception):
    """Anything that Sextant refuses or cannot do; its text is meant to be read by a person."""


class BadData(SextantError):
    """A table, a file or a column that cannot be used as it is."""


class BadRequest(SextantError):
    """A wish that contradicts itself, the data or what exists."""


class UnknownRecord(SextantError):
    """Nothing is stored under that id."""


class DuplicateFact(SextantError):
    """Another fact is stored under that id already; facts are appended, never edited."""


class StoreBusy(SextantError):
    """Another process holds the knowledge store."""


class NotApproved(SextantError):
    """Something was to run without a decision of a person that covers exactly it."""


class CannotWrite(SextantError):
    """The disk that holds Sextant's folder takes nothing more: it is full, or may only be read."""
