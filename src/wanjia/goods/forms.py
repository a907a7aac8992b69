"""Fields that several forms of goods have."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wanjia.core.ids import parse_id


def typed_by_id(data: Mapping[str, Any], prefix: str) -> dict[UUID, str]:
    """Return what was typed into the fields `{prefix}{id}`, by their id."""
    return {
        id: str(text)
        for name, text in data.items()
        if name.startswith(prefix) and (id := parse_id(name.removeprefix(prefix)))
    }
