"""Which protocol is in force on a date at a place. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wanjia.zoning.protocols.values import Protocol


@dataclass(frozen=True)
class InForce:
    """The protocol that is proposed, and why: by `date`, or the `nearest` where none is in force.

    `place_unknown`: there are protocols for some places only, and nobody has said where this is.
    """

    protocol: Protocol
    why: str
    place_unknown: bool = False


def holds_at(protocol: Protocol, code: str) -> bool:
    """Return whether a protocol holds in an area, by its statistical code (31… is Shanghai)."""
    return not protocol.places or any(code.startswith(place) for place in protocol.places)


def in_force(protocols: Iterable[Protocol], on: date, code: str) -> InForce | None:
    """Return the epidemic protocol in force on a date at a place; None where there is none at all.

    The newest that has begun holds; of two that began together the one for fewer places.
    """
    epidemic = [protocol for protocol in protocols if protocol.kind == "epidemic"]
    here = [protocol for protocol in epidemic if holds_at(protocol, code)]
    unknown = not code and len(here) < len(epidemic)
    begun = [protocol for protocol in here if protocol.in_force_from <= on]
    if begun:
        newest = max(begun, key=lambda one: (one.in_force_from, bool(one.places), one.name))
        return InForce(newest, "date", unknown)
    if here:
        first = min(here, key=lambda one: (one.in_force_from, one.name))
        return InForce(first, "nearest", unknown)
    return None
