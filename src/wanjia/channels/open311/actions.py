"""Open311: services are the categories of needs, a request is a need.

To the public a request is its service, status and dates, and the estate roughly: no words, no
door, no name, no phone. What tells of health or of a quarrel is not in the public list at all.
"""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wanjia.core import clock
from wanjia.core.access.api_keys import key_by, viewer_of_key
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.idempotency import contents_of
from wanjia.core.localized import localized_name
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.intake.actions import Recorded, risks_of
from wanjia.needs.intake.actions import take_in as record
from wanjia.needs.models import Category, Channel, Need, Urgency
from wanjia.needs.queries import state_words, visible_needs
from wanjia.places.addresses.reader import read_address
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.triage import triage

# Services whose very name in a public list beside an estate would tell of somebody.
PUBLIC = ("food", "water_power_gas", "repair", "waste", "pet", "information", "other")
SPAN = timedelta(days=90)  # What the specification gives who names no dates.
MOST = 200
YEARS = range(2000, 2101)


def community_of(code: str) -> Community:
    """Return the community of a `jurisdiction_id`; where there is only one it may be left out."""
    rows = Community.objects.filter(code=code) if code else Community.objects.all()
    found = list(rows[:2])
    if len(found) != 1:
        raise Problem("open311.jurisdiction", said=code[:40])
    return found[0]


def viewer_by(token: str, community: Community) -> Viewer | None:
    """Return who a request's `api_key` acts as; None without one. Raises `kernel.key_unknown`."""
    if not token:
        return None
    key = key_by(token)
    if key.community_id != community.id:
        raise Problem("kernel.key_unknown")
    return viewer_of_key(key)


def service_list() -> list[dict[str, Any]]:
    """Return every category as a service."""
    return [
        {
            "service_code": code,
            "service_name": str(label),
            "description": str(label),
            "metadata": "false",
            "type": "realtime",
            "keywords": "",
            "group": "",
        }
        for code, label in Category.choices
    ]


def known_service(code: str) -> str:
    """Return the code, if it is a service; raises `open311.service`."""
    if code not in Category.values:
        raise Problem("open311.service", said=code[:40])
    return code


def found(community: Community, viewer: Viewer | None, asked: Mapping[str, str]) -> list[Need]:
    """Return the requests that are asked for, the newest first, at most 200 a page."""
    rows = _visible_requests(community, viewer)
    if ids := asked.get("service_request_id", ""):
        rows = _all_requests(community, viewer).filter(
            id__in=[_uuid_or_refuse(one) for one in _split_list(ids)]
        )
        return list(rows.order_by("-opened_at", "id")[:MOST])
    if codes := asked.get("service_code", ""):
        rows = rows.filter(category__in=[known_service(one) for one in _split_list(codes)])
    end = _read_moment(asked, "end_date") or clock.now()
    start = _read_moment(asked, "start_date") or end - SPAN
    rows = rows.filter(opened_at__gte=start, opened_at__lte=end)
    states = set(_split_list(asked.get("status", "open,closed")))
    if not states <= {"open", "closed"}:
        raise Problem("open311.value", name="status")
    if len(states) == 1:
        rows = rows.filter(closed_at__isnull=states == {"open"})
    size = _read_number(asked, "page_size", MOST, MOST)
    first = (_read_number(asked, "page", 1, 10_000) - 1) * size
    return list(rows.order_by("-opened_at", "id")[first : first + size])


def one_by(community: Community, viewer: Viewer | None, request_id: str) -> Need:
    """Return the request of an id, which only who made it or an officer knows."""
    return get_or_refuse(_all_requests(community, viewer), id=_uuid_or_refuse(request_id))


def _all_requests(community: Community, viewer: Viewer | None) -> QuerySet[Need]:
    if viewer:
        return visible_needs(viewer)
    return Need.objects.filter(community=community).select_related("dwelling__stairwell__estate")


def _visible_requests(community: Community, viewer: Viewer | None) -> QuerySet[Need]:
    rows = _all_requests(community, viewer)
    return rows if viewer else rows.filter(category__in=PUBLIC)


def shown(need: Need, viewer: Viewer | None) -> dict[str, Any]:
    """Return a request as it is shown: in full only to a key in whose sight it is."""
    home = need.dwelling
    estate = home.stairwell.estate if home else None
    lat, long = _rough_position(estate.outline) if estate else (None, None)
    place = localized_name(estate) if estate else ""
    updated = need.closed_at or need.reported_at or need.handled_at or need.answered_at
    return {
        "service_request_id": str(need.id),
        "status": "closed" if need.closed_at else "open",
        "status_notes": (need.outcome if viewer and need.closed_at else state_words(need)),
        "service_name": str(need.get_category_display()),
        "service_code": need.category,
        "description": need.text if viewer else "",
        "agency_responsible": "",
        "service_notice": "",
        "requested_datetime": _format_moment(need.opened_at),
        "updated_datetime": _format_moment(updated or need.opened_at),
        "expected_datetime": _format_moment(need.due_at),
        "address": f"{place} {home.door}" if viewer and home else place,
        "address_id": "",
        "zipcode": "",
        "lat": lat,
        "long": long,
        "media_url": "",
    }


def _rough_position(outline: list[Any]) -> tuple[float | None, float | None]:
    """Return the middle of an estate to two decimals: a kilometre, never a door."""
    if not outline:
        return None, None
    return tuple(round(sum(at[axis] for at in outline) / len(outline), 2) for axis in (0, 1))


def _format_moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def take_in(viewer: Viewer, sent: Mapping[str, str], key: str) -> Recorded:
    """Record a posted request; the same once more on the same day is the request that is open.

    One that was closed is asked for anew: what was said to be done is not. The service that was
    named is its category, but where triage hears danger to life: then what to do now follows from
    what was said.

    An address that names one door in sight is that door; another stays in the words.
    """
    viewer.need(*STAFF)
    code = known_service(sent.get("service_code", ""))
    words = _sent_text(sent, "description")
    if not words:
        raise Problem("needs.no_text")
    address, at = _sent_text(sent, "address_string"), _position_text(sent)
    if not address and not at:
        raise Problem("open311.place_missing")
    home = _dwelling_at(viewer, address) if address else None
    where = "" if home else f"（{address or at}）"
    verdict = triage(words + where, risks_of(viewer, home, None))
    if verdict.urgency > Urgency.NOW:
        verdict = replace(verdict, category=code)
    return record(
        viewer,
        words + where,
        dwelling_id=home.id if home else None,
        channel=Channel.OPEN311,
        asker=f"{_sent_text(sent, 'last_name')}{_sent_text(sent, 'first_name')}",
        asker_phone=_sent_text(sent, "phone"),
        need_id=_open_id(viewer, sent, key),
        verdict=verdict,
    )


def _sent_text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").replace("\x00", "").strip()


def _position_text(sent: Mapping[str, str]) -> str:
    """Latitude and longitude in degrees as words; empty if none was sent."""
    lat, long = _sent_text(sent, "lat"), _sent_text(sent, "long")
    if not lat and not long:
        return ""
    for name, value, most in (("lat", lat, 90), ("long", long, 180)):
        try:
            fits = -most <= float(value) <= most
        except ValueError:
            fits = False
        if not fits:
            raise Problem("open311.value", name=name)
    return f"{float(lat):.5f}, {float(long):.5f}"


def _dwelling_at(viewer: Viewer, text: str) -> Dwelling | None:
    read = read_address(text[:200])
    if not read.door:
        return None
    rows = visible_dwellings(viewer).filter(door=read.door).select_related("stairwell__estate")
    doors = list(rows[:20])
    if len(doors) > 1:
        doors = [
            door
            for door in doors
            if door.stairwell.estate.name in text
            or (read.lane and door.stairwell.lane == read.lane)
        ]
    return doors[0] if len(doors) == 1 else None


def _open_id(viewer: Viewer, sent: Mapping[str, str], key: str) -> UUID:
    """Return the id of the same request of the day, or the next one where that was closed."""
    for time in itertools.count():
        id = _id_of(sent, key, time)
        made = contents_of(viewer, Need, id)
        needs = Need.objects.of(viewer).filter(id__in=made)
        if not made or needs.filter(closed_at=None).exists():
            break
    return id


def _id_of(sent: Mapping[str, str], key: str, time: int) -> UUID:
    """Return an id that the same request of the same key has all day, the n-th time that it is
    asked.
    """
    day = timezone.localtime(clock.now()).date()
    fields = [f"{name}={value}" for name, value in sorted(sent.items())]
    text = "\n".join([key, str(day), *fields, *([str(time)] if time else [])])
    return UUID(bytes=hashlib.sha256(text.encode(errors="replace")).digest()[:16], version=5)


def _uuid_or_refuse(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("kernel.not_found") from None


def _split_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")][:MOST]


def _read_moment(asked: Mapping[str, str], name: str) -> datetime | None:
    text = asked.get(name, "")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise Problem("open311.value", name=name)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _read_number(asked: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = asked.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= 1):
        raise Problem("open311.value", name=name)
    return min(int(text), most)
