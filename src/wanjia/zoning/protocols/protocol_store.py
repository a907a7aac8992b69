"""The protocols of a community: the files that come with the program and its own edited copies."""

import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.db.models import QuerySet
from django.dispatch import receiver

from wanjia.core.localized import localized, localized_pair
from wanjia.core.prepared_queries import ID, prepared
from wanjia.core.problems import Problem
from wanjia.zoning.models import ProtocolCopy, Zone
from wanjia.zoning.protocols import protocol as rules

SEALED, PRECAUTION = "sealed", "precaution"


class _Memo(threading.local):
    """The protocols read in the request that this thread answers; None between requests."""

    found: dict[UUID, Mapping[str, rules.Protocol]] | None = None


_memo = _Memo()


@receiver(request_started)
def _begin(**_signal: Any) -> None:
    _memo.found = {}


@receiver(request_finished)
def _end(**_signal: Any) -> None:
    _memo.found = None


def forget() -> None:
    """Read the protocols again: a copy was saved or put back."""
    if _memo.found is not None:
        _memo.found = {}


@lru_cache(maxsize=64)
def _parsed(name: str, toml: str) -> rules.Protocol:
    return rules.parse_stored(toml, f"{name}.toml")


def protocols(community_id: UUID) -> Mapping[str, rules.Protocol]:
    """All protocols of a community by name: the files, overlaid by its own copies.

    Read once a request: many zones ask.
    """
    memo = _memo.found
    if memo is not None and community_id in memo:
        return memo[community_id]
    own = _copies(community_id)
    found = {**rules.load_protocols(), **{row.name: _parsed(row.name, row.toml) for row in own}}
    if memo is not None:
        memo[community_id] = found
    return found


@prepared(community_id=ID)
def _copies(community_id: UUID) -> QuerySet[ProtocolCopy]:
    return ProtocolCopy.objects.filter(community_id=community_id)


def protocol_named(community_id: UUID, name: str) -> rules.Protocol:
    """One protocol; raises Problem `zones.protocol_unknown`."""
    try:
        return protocols(community_id)[name]
    except KeyError:
        raise Problem("zones.protocol_unknown", name=name) from None


def to_publish(community_id: UUID, name: str) -> rules.Protocol:
    """The protocol under which a zone is to be put in force.

    Raises Problem `protocols.says_nothing` for a committee's copy that is older than the keys for
    the public: nobody could be told what to do.
    """
    found = protocol_named(community_id, name)
    if found.lacks:
        raise Problem(
            "protocols.says_nothing", title=found.title,
            where=found.lacks.file, line=found.lacks.line, key=found.lacks.key or "—",
            why=found.lacks.why,
        )  # fmt: skip
    return found


def class_in(protocol: rules.Protocol, klass: str) -> rules.ZoneClass:
    """One class of a protocol; raises Problem `zones.class_unknown`."""
    try:
        return protocol.classes[klass]
    except KeyError:
        raise Problem("zones.class_unknown", protocol=protocol.name, klass=klass) from None


def class_of(shelf: Mapping[str, rules.Protocol], zone: Zone) -> rules.ZoneClass | None:
    """The class that a zone is under; None where an edited copy no longer has it."""
    protocol = shelf.get(zone.protocol)
    return protocol.classes.get(zone.klass) if protocol else None


def look_of(shelf: Mapping[str, rules.Protocol], zone: Zone) -> str:
    """How a zone is drawn and treated: `sealed`, `controlled` or `precaution`."""
    found = class_of(shelf, zone)
    return found.look if found else PRECAUTION


def klass_word(shelf: Mapping[str, rules.Protocol], zone: Zone) -> str:
    """What the zone's protocol calls its class, in the active language."""
    found = class_of(shelf, zone)
    return localized(found.name) if found else zone.klass


def sealing_classes(shelf: Mapping[str, rules.Protocol]) -> dict[str, set[str]]:
    """The classes that seal people in, by protocol."""
    return {
        name: {key for key, one in protocol.classes.items() if one.look == SEALED}
        for name, protocol in shelf.items()
    }


def gravest(protocol: rules.Protocol) -> str:
    """The strictest class of a protocol."""
    return next(iter(protocol.classes))


def mildest(protocol: rules.Protocol) -> str | None:
    """The class for what lies beside a sealed zone: an epidemic's mildest, otherwise none."""
    last = list(protocol.classes.values())[-1]
    return last.key if protocol.kind == "epidemic" and last.look == PRECAUTION else None


def zone_title(zone: Zone) -> str:
    """A zone's name in the active language."""
    return localized_pair(zone.name, zone.name_en)
