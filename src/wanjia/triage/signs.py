"""Signs: the protocols that hold in a text, the gravest first. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wanjia.triage.deadline import times
from wanjia.triage.reading import DENIED, STANDS, Mention, Reading
from wanjia.triage.rules import Protocol
from wanjia.triage.verdict import Sign


@dataclass(frozen=True)
class Found:
    """A protocol that holds in a reading, and the mentions by which it does."""

    protocol: Protocol
    mentions: tuple[Mention, ...]
    reading: Reading

    @property
    def sign(self) -> Sign:
        """The sign as it is shown."""
        one = self.protocol
        return Sign(one.name, one.category, one.urgency, one.why, one.why_en)

    @property
    def reach(self) -> tuple[int, int]:
        """From where to where the clauses go that it stands in."""
        clauses = [self.reading.clauses.at(one.start) for one in self.mentions]
        begin, end = min(one.start for one in clauses), max(one.end for one in clauses)
        first = min(one.start for one in self.mentions)
        if self.reading.text[first].isascii():
            # English after Chinese is a clause of its own: 全家阴 36.5 my dad can't breathe.
            begin = max(begin, first - len(_ENGLISH.findall(self.reading.text[begin:first])[0]))
        return begin, end

    def raised(self) -> "Found":
        """Return a sign that only asks as one of danger to life."""
        return replace(self, protocol=replace(self.protocol, urgency=1, ask=False))


def signs_of(
    readings: Sequence[Reading],
    also: Sequence[str] = (),
    witness: bool = False,
) -> list[Found]:
    """Return what holds, each protocol once; `also` are kinds of standing that count besides.

    `witness`: those protocols that say nothing by themselves, instead of the others.
    """
    found: dict[str, Found] = {}
    for reading in readings:
        for protocol in reading.possible:
            if protocol.name in found or protocol.witness != witness:
                continue
            mentions = reading.holds(protocol, also)
            if mentions and _in_time(protocol, mentions, reading):
                found[protocol.name] = Found(protocol, tuple(mentions), reading)
    kept = _without_vague(found, readings)
    return sorted(kept, key=lambda one: (one.protocol.urgency, one.protocol.ask))


_ENGLISH = re.compile(r"[a-z' -]*$")
_HINTS = ("veiled", "alarm_wish")


def _without_vague(found: dict[str, Found], readings: Sequence[Reading]) -> list[Found]:
    """Drop a plea that does not say what for where something is said, and hints that are denied."""
    kept = list(found.values())
    wishes = [one.standing for reading in readings for one in reading.mentions("wish_die")]
    if DENIED in wishes and STANDS not in wishes:
        kept = [one for one in kept if not one.protocol.name.startswith(_HINTS)]
    if any(one.protocol.urgency <= 3 and one.protocol.complaint != "unclear" for one in kept):
        kept = [one for one in kept if not one.protocol.name.startswith("unclear")]
    return kept


def _in_time(protocol: Protocol, mentions: Sequence[Mention], reading: Reading) -> bool:
    """Tell whether what runs out does so in the time that the protocol is for."""
    if not protocol.lasting and protocol.hours is None:
        return True
    start, end = reading.clauses.sentence(mentions[0].start)
    gone = _stands_between(reading, "gone", start, end)
    left = times(reading.text[start:end], gone)
    if left.hours is None and not left.out:
        gone = gone or reading.stands("gone")
        left = times(reading.text, gone)
    if protocol.hours is not None:
        return left.out or (left.hours is not None and left.hours <= protocol.hours)
    ending = any(reading.is_named(name) for name in ("ending", "gone"))
    return left.out or left.hours is not None or ending


def _stands_between(reading: Reading, name: str, start: int, end: int) -> bool:
    return any(
        one.standing == STANDS and start <= one.start < end for one in reading.mentions(name)
    )
