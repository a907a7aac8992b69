"""A zone as everybody is told it: its protocol's words at a moment, in the community's time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import Phase, Protocol, Text, day_of, phase_on
from wanjia.zoning.protocols.public_text import (
    OverWords,
    PublicWords,
    begin_words,
    body_text,
    end_words,
    group_text,
    over_words,
    public_words,
)
from wanjia.zoning.zones.proposal_text import day_words

BOTH = ("zh", "en")
MOST_TITLE = 60  # letters of a notice's title


@dataclass(frozen=True)
class ToldZone:
    """A zone in the phase that it is in at a moment."""

    zone: Zone
    protocol: Protocol
    phase: Phase
    day: int
    tz: tzinfo
    at: datetime

    @property
    def look(self) -> str:
        """How it is drawn."""
        return self.protocol.classes[self.zone.klass].look

    def words(self, language: str) -> PublicWords:
        """Return what everybody is told, in `zh…` or `en…`."""
        return public_words(self.protocol, self.zone.klass, self.phase, language)

    def begins(self, language: str) -> str:
        """From when it is in force."""
        return begin_words(self.zone.started_at, self.tz, language)

    def ends(self, language: str) -> str:
        """Return until when it holds, and the sum that this comes from."""
        zone = self.zone
        return end_words(zone.planned_end, self.tz, language, zone.clear_days, self.at)

    def phase_dates(self, language: str) -> str:
        """Return the days of the phase, which may be fewer than the zone's: 4月18日至4月24日."""
        first = self.zone.clock_from.astimezone(self.tz).date()
        start = first + timedelta(days=self.phase.days.first - 1)
        said = day_words(start, language)
        if self.phase.days.last is None:
            return f"from {said}" if language.startswith("en") else f"{said}起"
        until = day_words(first + timedelta(days=self.phase.days.last - 1), language)
        return f"{said} to {until}" if language.startswith("en") else f"{said}至{until}"

    def for_groups(self, *languages: str) -> str:
        """Return what a group is told, in these languages, or in both."""
        return "\n\n".join(
            group_text(
                self.place.words(language), self.words(language), self.ends(language), language
            )
            for language in languages or BOTH
        )

    def as_notice(self) -> dict[str, str]:
        """Title and body of a notice to all who live there, in both languages."""
        title = f"{self.place.zh} {self.words('zh').headline}"
        title_en = f"{self.place.en} - {self.words('en').headline}"
        return {
            "title": title if len(title) <= MOST_TITLE else self.words("zh").headline,
            "title_en": title_en if len(title_en) <= 2 * MOST_TITLE else self.words("en").headline,
            "body": body_text(self.words("zh"), self.ends("zh")),
            "body_en": body_text(self.words("en"), self.ends("en")),
        }

    @property
    def place(self) -> Text:
        """The zone's name in both languages."""
        return Text(self.zone.name, self.zone.name_en or self.zone.name)


def over_zone(
    shelf: Mapping[str, Protocol], zone: Zone, tz: tzinfo, language: str
) -> OverWords | None:
    """Say what everybody is told of a zone that has ended, in its protocol's words."""
    end = zone.ended_at or zone.started_at
    last = told_zone(shelf, zone, end, tz)
    return over_words(last.protocol, zone.klass, last.phase, language, True) if last else None


def told_zone(
    shelf: Mapping[str, Protocol], zone: Zone, at: datetime, tz: tzinfo
) -> ToldZone | None:
    """Say what everybody is told of a zone at a moment.

    None where its protocol lost its class.
    """
    protocol = shelf.get(zone.protocol)
    if protocol is None or zone.klass not in protocol.classes:
        return None
    present = phase_on(protocol, zone.klass, zone.clock_from, max(at, zone.started_at), tz)
    return ToldZone(zone, protocol, present.phase, max(day_of(zone.clock_from, at, tz), 1), tz, at)
