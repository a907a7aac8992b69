"""What one go of forgetting took away, in memory alone: its search looks for this at the end."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, JSONField, Model, TextField

from wanjia.core.encryption.fields import SealedField
from wanjia.core.ids import parse_id
from wanjia.people.models import Resident
from wanjia.privacy.forgetting.text_search import texts_in

NAMES = frozenset({"name", "asker", "patient", "who"})
# Who of the staff acted: they serve here on, and are no part of what is forgotten.
STAFF_NAMES = frozenset(
    {
        "created_by_name",
        "owner_name",
        "done_by",
        "delivered_by",
        "settled_by",
        "made_by",
        "opened_by",
    }
)
LONG = 6  # characters from which a text is its writer's own and no common word


class Seen:
    """Names, numbers and words that were taken away, and whose they were."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.words: set[str] = set()
        self.people: set[UUID] = set()

    def note(self, rows: Iterable[Any], blank: Iterable[str]) -> None:
        """Remember the texts of rows that are about to be erased, or blanked in some fields."""
        fields = list(blank)
        for row in rows:
            model: type[Model] = type(row)
            for name in texts_of(model):
                if fields and name not in fields:
                    continue
                self._add_value(name, model, getattr(row, name))
            whose = person_of(model)
            if whose and (person := getattr(row, whose)):
                self.people.add(person)

    def _add_value(self, name: str, model: type[Model], value: Any) -> None:
        for text in texts_in(value):
            said = text.strip()
            sealed = isinstance(model._meta.get_field(name), SealedField)
            if len(said) > 1 and (sealed or name in NAMES):
                self.names.add(said)
            elif len(said) >= LONG and not _is_code(said):
                self.words.add(said)

    def needles(self, community: UUID) -> set[str]:
        """Return all that is looked for: names and numbers of everybody concerned, and words."""
        people = Resident.objects.filter(community_id=community, id__in=self.people)
        known = people.values_list("name", "phone", "phone2", "id_number")
        return self.names | self.words | {one for row in known for one in row if len(one) > 1}


def _is_code(text: str) -> bool:
    """Return whether it is a word of the program (`negative`), a day, a moment or an id."""
    if not text.isascii():
        return False
    date = not text.strip("0123456789-:.+TZ") and "-" in text
    return date or text.replace("_", "").isalpha() or parse_id(text) is not None


@cache
def texts_of(model: type[Model]) -> tuple[str, ...]:
    """Return the fields of a model in which somebody's own words, names or numbers stand."""
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField)
        and not field.choices
        and field.name not in STAFF_NAMES
    )


@cache
def person_of(model: type[Model]) -> str | None:
    """Return the column that names the resident a row is of."""
    if model is Resident:
        return "pk"
    fields = model._meta.concrete_fields
    return next((field.attname for field in fields if field.related_model is Resident), None)
