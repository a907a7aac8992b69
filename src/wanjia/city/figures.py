"""What one community's day comes to, in numbers that add up over communities; the most urgent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

LOOKS = ("sealed", "controlled", "precaution")
URGENCIES = ("now", "day", "days", "calm")  # of a need, from 1 to 4


@dataclass(frozen=True, slots=True)
class Figures:
    """A day of a community, or of many: whole numbers, each of which is a sum over communities.

    `asked` and `answered` are of each standing zone's open rounds, or else its last of the day;
    `day_…` of all rounds of the day. `open_…` and `late_…` are needs by urgency.
    """

    households: int = 0
    residents: int = 0
    zones_sealed: int = 0
    zones_controlled: int = 0
    zones_precaution: int = 0
    homes_sealed: int = 0
    homes_controlled: int = 0
    homes_precaution: int = 0
    people_sealed: int = 0
    people_controlled: int = 0
    people_precaution: int = 0
    asked: int = 0
    answered: int = 0
    day_asked: int = 0
    day_answered: int = 0
    abnormal: int = 0
    cases_new: int = 0
    cases_total: int = 0
    alarms_new: int = 0
    alarms_closed: int = 0
    alarms_open: int = 0
    alarms_overdue: int = 0
    needs_new: int = 0
    needs_closed: int = 0
    open_now: int = 0
    open_day: int = 0
    open_days: int = 0
    open_calm: int = 0
    late_now: int = 0
    late_day: int = 0
    late_days: int = 0
    late_calm: int = 0
    beds: int = 0
    beds_taken: int = 0
    beds_free: int = 0
    transfers_waiting: int = 0
    waste_places: int = 0
    waste_served: int = 0
    waste_bags: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def missing(self) -> int:
        """How many are asked and have not answered yet."""
        return self.asked - self.answered

    @property
    def day_missing(self) -> int:
        """How many answers the day's rounds lack."""
        return self.day_asked - self.day_answered

    @property
    def day_percent(self) -> int | None:
        """How much of the day is answered, in whole percent, rounded down; None without rounds."""
        return 100 * self.day_answered // self.day_asked if self.day_asked else None

    @property
    def percent(self) -> int | None:
        """How much is answered now, in whole percent, rounded down; None where nobody is asked."""
        return 100 * self.answered // self.asked if self.asked else None

    @property
    def zones(self) -> int:
        """Zones of all classes."""
        return self.zones_sealed + self.zones_controlled + self.zones_precaution

    @property
    def needs_open(self) -> int:
        """Open needs of all urgencies."""
        return self.open_now + self.open_day + self.open_days + self.open_calm

    @property
    def needs_overdue(self) -> int:
        """Open needs whose promise is broken."""
        return self.late_now + self.late_day + self.late_days + self.late_calm

    @property
    def overdue(self) -> int:
        """Alarms and needs that should have been seen to by now."""
        return self.alarms_overdue + self.needs_overdue


NAMES = tuple(field.name for field in fields(Figures))


def figures_from(row: Mapping[str, Any]) -> Figures:
    """Return the figures among a row's values; what a sum over no row left empty is 0."""
    return Figures(*(row[name] or 0 for name in NAMES))


def sum_figures(all_figures: Iterable[Figures]) -> Figures:
    """Return the figures of all of them together."""
    total = Figures()
    for figures in all_figures:
        total += figures
    return total


def urgency_of(figures: Figures) -> tuple[int, ...]:
    """How urgent figures are, the more the greater: alarms nobody saw to in time and needs of
    life and limb first, then what else is late, open alarms, who is missing, who is sealed."""
    return (
        figures.alarms_overdue + figures.late_now,
        figures.open_now,
        figures.late_day,
        figures.needs_overdue,
        figures.alarms_open,
        figures.missing,
        figures.people_sealed,
    )
