"""The protocols of a community: the files that come with the program and its own edited copies."""

import threading
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.db.models import QuerySet
from django.dispatch import receiver

from wanjia.core.localized import localized, localized_pair
from wanjia.core.models import Community
from wanjia.core.prepared_queries import ID, prepared
from wanjia.core.problems import Problem
from wanjia.zoning.models import ProtocolCopy, Zone
from wanjia.zoning.protocols import protocol as rules
from wanjia.zoning.protocols.in_force import InForce, in_force

SEALED, PRECAUTION = "sealed", "precaution"


class _Memo(threading.local):
    """The protocols read in the request that this thread answers.

    None between requests.
    """

    shelves: dict[UUID, Mapping[str, rules.Protocol]] | None = None


_memo = _Memo()


@receiver(request_started)
def _begin_memo(**_signal: Any) -> None:
    _memo.shelves = {}


@receiver(request_finished)
def _end_memo(**_signal: Any) -> None:
    _memo.shelves = None


def forget() -> None:
    """Read the protocols again: a copy was saved or put back."""
    if _memo.shelves is not None:
        _memo.shelves = {}


@lru_cache(maxsize=64)
def _parse_copy(name: str, toml: str) -> rules.Protocol:
    return rules.parse_stored(toml, f"{name}.toml")


def protocols(community_id: UUID) -> Mapping[str, rules.Protocol]:
    """Return all protocols of a community by name.

    The files, overlaid by its own copies.

    Read once a request: many zones ask.
    """
    memo = _memo.shelves
    if memo is not None and community_id in memo:
        return memo[community_id]
    own = _copies_of(community_id)
    shelf = {**rules.load_protocols(), **{row.name: _parse_copy(row.name, row.toml) for row in own}}
    if memo is not None:
        memo[community_id] = shelf
    return shelf


@prepared(community_id=ID)
def _copies_of(community_id: UUID) -> QuerySet[ProtocolCopy]:
    return ProtocolCopy.objects.filter(community_id=community_id)


def place_code(community_id: UUID) -> str:
    """Return the statistical code of where a community is: its own, else its area's; "" unknown."""
    return first_code(*Community.objects.values_list("code", "area__code").get(id=community_id))


def first_code(*codes: str | None) -> str:
    """Return the first of these that is a statistical code; "" for none."""
    return next((code for code in codes if code and code.isdecimal()), "")


def protocol_in_force(community_id: UUID, on: date, code: str | None = None) -> InForce | None:
    """Return the community's epidemic protocol in force on a date.

    `code` is its statistical code, for who knows it already.
    """
    here = place_code(community_id) if code is None else code
    return in_force(protocols(community_id).values(), on, here)


def protocol_named(community_id: UUID, name: str) -> rules.Protocol:
    """Return a protocol; raises Problem `zones.protocol_unknown`."""
    try:
        return protocols(community_id)[name]
    except KeyError:
        raise Problem("zones.protocol_unknown", name=name) from None


def to_publish(community_id: UUID, name: str) -> rules.Protocol:
    """Return the protocol under which a zone is to be put in force.

    Raises Problem `protocols.says_nothing` for a committee's copy that is older than the keys for
    the public: nobody could be told what to do.
    """
    protocol = protocol_named(community_id, name)
    if protocol.lacks:
        raise Problem(
            "protocols.says_nothing", title=protocol.title,
            where=protocol.lacks.file, line=protocol.lacks.line, key=protocol.lacks.key or "—",
            why=protocol.lacks.why,
        )  # fmt: skip
    return protocol


def class_in(protocol: rules.Protocol, klass: str) -> rules.ZoneClass:
    """Return a class of a protocol; raises Problem `zones.class_unknown`."""
    try:
        return protocol.classes[klass]
    except KeyError:
        raise Problem("zones.class_unknown", protocol=protocol.name, klass=klass) from None


def class_of(shelf: Mapping[str, rules.Protocol], zone: Zone) -> rules.ZoneClass | None:
    """Return the class that a zone is under.

    None where an edited copy no longer has it.
    """
    protocol = shelf.get(zone.protocol)
    return protocol.classes.get(zone.klass) if protocol else None


def look_of(shelf: Mapping[str, rules.Protocol], zone: Zone) -> str:
    """Return how a zone is drawn and treated: `sealed`, `controlled` or `precaution`."""
    klass = class_of(shelf, zone)
    return klass.look if klass else PRECAUTION


def klass_word(shelf: Mapping[str, rules.Protocol], zone: Zone) -> str:
    """Return what the zone's protocol calls its class, in the active language."""
    klass = class_of(shelf, zone)
    return localized(klass.name) if klass else zone.klass


def sealing_classes(shelf: Mapping[str, rules.Protocol]) -> dict[str, set[str]]:
    """Return the classes that seal people in, by protocol."""
    return {
        name: {key for key, klass in protocol.classes.items() if klass.look == SEALED}
        for name, protocol in shelf.items()
    }


def gravest(protocol: rules.Protocol) -> str:
    """Return the strictest class of a protocol."""
    return next(iter(protocol.classes))


def mildest(protocol: rules.Protocol) -> str | None:
    """Return the class for what lies beside a sealed zone.

    An epidemic's mildest, otherwise none.
    """
    last = list(protocol.classes.values())[-1]
    return last.key if protocol.kind == "epidemic" and last.look == PRECAUTION else None


def zone_title(zone: Zone) -> str:
    """Return a zone's name in the active language."""
    return localized_pair(zone.name, zone.name_en)
