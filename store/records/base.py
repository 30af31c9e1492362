"""What all nouns share: frozen, validated at birth, identified by content where that is possible."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Scalar = bool | int | float | str | None
"""A value that a parameter, a choice or a figure can have."""


def _aware(moment: datetime) -> datetime:
    """All moments are UTC: a naive one would mean different things on two machines."""
    if moment.tzinfo is None:
        raise ValueError(f"the moment {moment.isoformat()} has no time zone; give it in UTC")
    return moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]
"""A point in time, always with a time zone and kept in UTC."""

Name = Annotated[str, Field(min_length=1, max_length=400)]


class Record(BaseModel):
    """One fact. It never changes after birth; a correction is a new fact."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=(), ser_json_inf_nan="constants"
    )

    def content(self) -> dict[str, Any]:
        """The record as plain JSON values, in the order of its fields."""
        return self.model_dump(mode="json")


def content_hash(content: Mapping[str, Any] | list[Any], length: int = 16) -> str:
    """Hash of JSON content that does not depend on the order of keys.

    Args:
        content: JSON values; NaN and infinities are refused.
        length: hexadecimal digits kept, 1 to 64; 16 leave a chance of collision below 1e-9 at 100,000 facts.

    Raises:
        ValueError: the content has a value that JSON cannot carry.
    """
    try:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"cannot hash this content: {error}") from error
    return hashlib.sha256(text.encode()).hexdigest()[:length]
