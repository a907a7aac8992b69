"""How long what is stored lives: each floor says which rows are facts of which kind.

The schedule (`privacy/retention.toml`) says for each kind how long and what happens then; the
floor says here where those facts lie, from which moment they count, and what is left of a row when
it is made anonymous. A model that no floor names here fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable

RECORDED, CLOSED, EMERGENCY_ENDED = "recorded", "closed", "emergency_ended"
Moment = str | Combinable | None


@dataclass(frozen=True)
class RetainedRows:
    """The rows of one model that hold facts of one kind.

    `recorded` and `closed` tell the moment from which the days count, as a field's path or an
    expression; a row without that moment stays. `blank` are the fields that are emptied where the
    kind is made anonymous, each with what it becomes. `told` are the types of journal entries that
    tell of these rows, whole or ending with a dot. `of` is the way to the community.
    """

    kind: str
    model: type[Model]
    recorded: Moment = None
    closed: Moment = None
    blank: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    of: str = "community_id"

    @property
    def name(self) -> str:
        """Which model it is, `reports.answer`."""
        return self.model._meta.label_lower

    def rows(self, community: UUID) -> QuerySet[Any]:
        """Return all rows of the model in a community, in no order."""
        every = self.model._default_manager.order_by()
        if self.of == "community_id":
            return every.filter(community_id=community)
        mine = self.model._default_manager.order_by().filter(**{self.of: community})
        return every.filter(pk__in=mine.values("pk"))

    def before(self, community: UUID, event: str, moment: datetime) -> QuerySet[Any]:
        """Return the rows whose event lies before a moment.

        Rows of which nobody knows when they came count as recorded before an emergency's end.
        """
        when = self.closed if event == CLOSED else self.recorded
        rows = self.rows(community)
        if when is None:
            return rows if event == EMERGENCY_ENDED else rows.none()
        if isinstance(when, str):
            when = F(when)
        return rows.alias(forget_from=when).filter(forget_from__lt=moment)

    def not_blank(self) -> Q:
        """Return what a row matches that still has one of the fields to be emptied."""
        still = Q()
        for name, empty in self.blank.items():
            still |= Q(**{f"{name}__isnull": False}) if empty is None else ~Q(**{name: empty})
        return still


_known: list[RetainedRows] = []


def retain(kind: str, model: type[Model], **how: Any) -> None:
    """Enter where facts of a kind lie; see `RetainedRows`."""
    retained_rows = RetainedRows(kind, model, **how)
    if not any((known.kind, known.model) == (kind, model) for known in _known):
        _known.append(retained_rows)


def keep_forever(kind: str, *models: type[Model]) -> None:
    """Enter models of a kind that tells of no person, or that peacetime needs too."""
    for model in models:
        retain(kind, model)


def all_retained() -> tuple[RetainedRows, ...]:
    """Return all that the floors entered."""
    return tuple(_known)
