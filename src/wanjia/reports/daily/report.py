"""The daily report as values: what screen, workbook, JSON and the text are made of. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wanjia.core.rules.text import Text

LOOKS = ("sealed", "controlled", "precaution")


@dataclass(frozen=True)
class ClassFigures:
    """People under one class of a protocol: 封控区 45 户 168 人."""

    protocol: str
    klass: str
    look: str
    name: Text
    zones: int
    households: int
    residents: int


@dataclass(frozen=True)
class ZoneFigures:
    """One zone that was in force, with the day it was in."""

    id: UUID
    name: Text
    estate: str
    klass: str
    look: str
    class_name: Text
    day: int
    households: int
    residents: int
    planned_end: datetime | None
    clear_days: int | None = None


@dataclass(frozen=True)
class RoundFigures:
    """One round of the day.

    `asked` are those who were neither away nor exempt.
    """

    id: UUID
    zone: UUID
    zone_name: Text
    name: Text
    opens_at: datetime
    closes_at: datetime
    asked: int
    reported: int
    missing: int
    abnormal: int
    away: int
    exempt: int
    sampled: int = 0
    waiting: int = 0
    negative: int = 0
    positive: int = 0
    invalid: int = 0


@dataclass(frozen=True)
class NeedFigures:
    """Requests of one category.

    Taken in that day, closed that day, open at its end.
    """

    category: str
    name: Text
    new: int
    closed: int
    open: int
    url: str = ""


@dataclass(frozen=True)
class OtherFigure:
    """A count of the day that a higher floor keeps, and the list that it opens."""

    key: str
    name: Text
    value: float
    url: str = ""


@dataclass(frozen=True)
class FieldFigure:
    """A figure that `fields.toml` names; `short` is its word in the text for the chat."""

    key: str
    section: str
    name: Text
    value: int
    short: Text | None = None
    settles: bool = True


@dataclass(frozen=True)
class Change:
    """What was learned of a sealed day later: a figure as sealed, and as it is known since."""

    key: str
    name: Text
    before: float
    after: float
    learned_at: datetime


@dataclass(frozen=True)
class Seal:
    """When a day's report was sealed, who reported, checked and received it, what came later."""

    id: UUID
    sealed_at: datetime
    checksum: str
    reported_at: datetime | None = None
    reported_by_name: str = ""
    checked_at: datetime | None = None
    checked_by_name: str = ""
    received_at: datetime | None = None
    received_by_name: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Report:
    """The daily report.

    How it stood at `as_of`, the end of the day or now.

    Of a day whose facts are forgotten (`kept`) the figures stay, without the lists behind them.
    """

    community: str
    community_en: str
    town: str
    day: date
    as_of: datetime
    households: int
    residents: int
    classes: tuple[ClassFigures, ...]
    zones: tuple[ZoneFigures, ...]
    rounds: tuple[RoundFigures, ...]
    cases_new: int
    cases_total: int
    alarms_new: int
    alarms_open: int
    alarms_closed: int
    needs: tuple[NeedFigures, ...]
    others: tuple[OtherFigure, ...] = ()
    kept: bool = False
    fields: tuple[FieldFigure, ...] = ()
    seal: Seal | None = None

    @property
    def empty(self) -> bool:
        """Whether the day has nothing to tell."""
        told = self.zones or self.rounds or self.cases_total or self.needs or self.others
        return not told and not any(field.value for field in self.fields)
