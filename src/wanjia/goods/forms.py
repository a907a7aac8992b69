"""Fields that several forms of goods have."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from wanjia.core.ids import parse_id


class IdsField(forms.Field):
    """The ids of the things that were ticked; what is no id is left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.SelectMultiple, **options})

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids, in the order in which they were sent."""
        return [id for text in value or () if (id := parse_id(text))]


def typed_by_id(data: Mapping[str, Any], prefix: str) -> dict[UUID, str]:
    """Return what was typed into the fields `{prefix}{id}`, by their id."""
    return {
        id: str(text)
        for name, text in data.items()
        if name.startswith(prefix) and (id := parse_id(name.removeprefix(prefix)))
    }
