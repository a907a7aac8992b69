"""What changes people: they are edited, move, leave, go away; contacts and household links."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import Words, hear
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import (
    Contact,
    ContactOutcome,
    ContactWay,
    HouseholdLink,
    Resident,
    Risk,
    Where,
)
from wanjia.people.residents.register import day_begins
from wanjia.people.search.pinyin import sound
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings

OFFICERS = ("head", "desk")
STAFF = (*OFFICERS, "grid", "doctor", "steward", "volunteer")
EDITABLE = frozenset(
    {"name", "sex", "birth", "id_number", "phone", "phone2", "relation", "register", "note"}
)
TOKEN_BYTES = 24  # 192 random bits: cannot be guessed, fits a small QR code


def _get_resident(viewer: Viewer, resident_id: UUID) -> Resident:
    resident = (
        visible_residents(viewer)
        .select_for_update(of=("self",))
        .select_related("dwelling")
        .filter(id=resident_id)
        .first()
    )
    if resident is None:
        raise Problem("people.not_theirs")
    return resident


@transaction.atomic
def edit_resident(viewer: Viewer, resident_id: UUID, changes: Mapping[str, Any]) -> Resident:
    """Change what is known of a resident; the journal keeps both the old and the new.

    Raises Problem `people.field_unknown`, `people.no_name`, `people.too_long`.
    """
    viewer.need(*OFFICERS)
    resident = _get_resident(viewer, resident_id)
    for field, value in changes.items():
        _check_field(field, value)
    different = {
        field: value for field, value in changes.items() if getattr(resident, field) != value
    }
    if not different:
        return resident
    before = {field: _json_value(getattr(resident, field)) for field in different}
    for field, value in different.items():
        setattr(resident, field, value)
    resident.pinyin, resident.initials = sound(resident.name)
    resident.save()
    if "note" in different:
        _hear_text(viewer, resident, "note", resident.note)
    journal.write(
        viewer,
        "resident.edited",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before=before,
        after={field: _json_value(value) for field, value in different.items()},
    )
    return resident


@transaction.atomic
def look_at_id_number(viewer: Viewer, resident_id: UUID) -> Resident:
    """Return a resident whose whole ID number is about to be shown; the journal keeps who
    looked.
    """
    viewer.need(*OFFICERS)
    resident = _get_resident(viewer, resident_id)
    journal.write(viewer, "resident.id_seen", subject=resident.id, dwelling=resident.dwelling_id)
    return resident


def _check_field(field: str, value: Any) -> None:
    if field not in EDITABLE:
        raise Problem("people.field_unknown", field=field)
    if field == "name" and not value:
        raise Problem("people.no_name")
    length = getattr(Resident._meta.get_field(field), "max_length", None)
    if length and len(value) > length:
        raise Problem("people.too_long", field=field, length=length)


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def move_resident(
    viewer: Viewer, resident_id: UUID, dwelling_id: UUID, on: date | None = None
) -> Resident:
    """Let a resident live in another dwelling; answers and contacts stay with the person.

    `on` is the day from which they did, where that was learned later.
    Raises Problem `people.date_future`.
    """
    viewer.need(*OFFICERS)
    _moment_of(on)
    resident = _get_resident(viewer, resident_id)
    dwelling = visible_dwellings(viewer).filter(id=dwelling_id).first()
    if dwelling is None:
        raise Problem("people.door_unknown", text=str(dwelling_id))
    if dwelling.id == resident.dwelling_id:
        raise Problem("people.lives_there", door=dwelling.door)
    before = {"dwelling": str(resident.dwelling_id), "door": resident.dwelling.door}
    resident.dwelling = dwelling
    resident.save(update_fields=["dwelling"])
    journal.write(
        viewer,
        "resident.moved",
        subject=resident.id,
        dwelling=dwelling.id,
        before=before,
        after={"dwelling": str(dwelling.id), "door": dwelling.door}
        | ({"since": on.isoformat()} if on and on < timezone.localdate(clock.now()) else {}),
    )
    return resident


def _moment_of(day: date | None) -> datetime:
    """Return from when something of a day holds: now for today, else the day's first moment."""
    now = clock.now()
    today = timezone.localdate(now)
    if day and day > today:
        raise Problem("people.date_future", date=day.isoformat())
    return day_begins(day) if day and day < today else now


@transaction.atomic
def resident_left(viewer: Viewer, resident_id: UUID, on: date | None = None) -> Resident:
    """Take a resident off the roster: they moved away or died. Their history stays.

    `on` is the day from which they were gone, where that was learned later.
    Raises Problem `people.date_future`.
    """
    viewer.need(*OFFICERS)
    left_at = _moment_of(on)
    resident = _get_resident(viewer, resident_id)
    resident.left_at = left_at
    resident.save(update_fields=["left_at"])
    journal.write(
        viewer,
        "resident.left",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before={"left": False},
        after={"left": True} | ({"since": on.isoformat()} if on else {}),
    )
    return resident


@transaction.atomic
def mark_where(viewer: Viewer, resident_id: UUID, where: str) -> Resident:
    """Note where a resident is: home, away, hospital, work, transferred."""
    viewer.need(*STAFF)
    if where not in Where.values:
        raise Problem("people.choice_unknown", value=where)
    resident = _get_resident(viewer, resident_id)
    if resident.where == where:
        return resident
    before, resident.where = resident.where, where
    resident.save(update_fields=["where"])
    journal.write(
        viewer,
        "resident.where",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before={"where": before},
        after={"where": where},
    )
    return resident


def mark_away(viewer: Viewer, resident_id: UUID, away: bool = True) -> Resident:
    """Note that a resident is away, or home again."""
    return mark_where(viewer, resident_id, Where.AWAY if away else Where.HOME)


@transaction.atomic
def exempt_until(viewer: Viewer, resident_id: UUID, until: date | None, why: str = "") -> Resident:
    """Let a resident off the rounds up to and with a day; None ends it.

    Raises Problem `people.date_past` for a day that is over.
    """
    viewer.need(*OFFICERS, "grid", "doctor")
    if until and until < timezone.localdate(clock.now()):
        raise Problem("people.date_past", date=until.isoformat())
    if len(why) > 80:
        raise Problem("people.too_long", field="why", length=80)
    resident = _get_resident(viewer, resident_id)
    before = {"until": _json_value(resident.exempt_until), "why": resident.exempt_reason}
    resident.exempt_until, resident.exempt_reason = until, why if until else ""
    resident.save(update_fields=["exempt_until", "exempt_reason"])
    _hear_text(viewer, resident, "exempt_reason", why)
    journal.write(
        viewer,
        "resident.exempted",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before=before,
        after={"until": _json_value(until), "why": resident.exempt_reason},
    )
    return resident


@transaction.atomic
def add_resident(
    viewer: Viewer, dwelling_id: UUID, name: str, *, on: date | None = None, **known: Any
) -> Resident:
    """Add one person to a household: a newborn, a carer, who has just moved in.

    `on` is the day since which they have lived here, where that was learned later; `known` are
    fields of `EDITABLE`. Raises Problem `people.date_future`, and as `edit_resident` does.
    """
    viewer.need(*OFFICERS)
    moved_in_at = _moment_of(on)
    dwelling = visible_dwellings(viewer).filter(id=dwelling_id).first()
    if dwelling is None:
        raise Problem("people.door_unknown", text=str(dwelling_id))
    fields = {"name": name.strip(), **known}
    for field, value in fields.items():
        _check_field(field, value)
    how = sound(fields["name"])
    resident = Resident.objects.create(
        community_id=viewer.community_id,
        dwelling=dwelling,
        pinyin=how.pinyin,
        initials=how.initials,
        sort=dwelling.residents.count(),
        moved_in_at=moved_in_at,
        **fields,
    )
    _hear_text(viewer, resident, "note", resident.note)
    journal.write(
        viewer,
        "resident.added",
        subject=resident.id,
        dwelling=dwelling.id,
        after={"name": resident.name, "door": dwelling.door}
        | ({"since": on.isoformat()} if on else {}),
    )
    return resident


@transaction.atomic
def judge_risk(viewer: Viewer, risk_id: UUID, holds: bool) -> Risk:
    """Confirm a risk that the roster suggests, or end one that does not hold."""
    viewer.need(*OFFICERS, "grid", "doctor")
    risk = get_or_refuse(live_risks(), community_id=viewer.community_id, id=risk_id)
    resident = _get_resident(viewer, risk.resident_id)
    if holds:
        risk.confirmed = True
    else:
        risk.ended_at = clock.now()
    risk.save(update_fields=["confirmed", "ended_at"])
    journal.write(
        viewer,
        "risk.confirmed" if holds else "risk.ended",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        before={"kind": risk.kind},
        after={"holds": holds},
    )
    return risk


@idempotent
def record_contact(
    viewer: Viewer,
    resident: UUID,
    way: str,
    outcome: str,
    note: str = "",
    next_step: str = "",
    id: UUID | None = None,
) -> Contact:
    """Note that somebody spoke with a resident or tried to; sent twice with one `id` it is one.

    A contact is its own journal line: no second row.
    """
    viewer.need(*STAFF)
    if way not in ContactWay.values:
        raise Problem("people.choice_unknown", value=way)
    if outcome not in ContactOutcome.values:
        raise Problem("people.choice_unknown", value=outcome)
    person = visible_residents(viewer).filter(id=resident).first()
    if person is None:
        raise Problem("people.not_theirs")
    said = {
        "outcome": outcome,
        "note": note[:500],
        "next_step": next_step[:200],
    }
    known, id = known_or_new(viewer, Contact.objects.all(), id, resident=person.id, way=way, **said)
    if known:
        return known
    made = Contact.objects.create(
        id=id,
        community_id=viewer.community_id,
        resident=person,
        occurred_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
        channel=way,
        **said,
    )
    for name, text in (("note", note), ("next_step", next_step)):
        hear(viewer, Words(text, f"contact.{name}", made.id, resident_id=person.id, way=way))
    return made


def _hear_text(viewer: Viewer, resident: Resident, name: str, text: str) -> None:
    """Hear what was written of a resident in the register."""
    hear(viewer, Words(text, f"resident.{name}", resident.id, resident_id=resident.id))


@transaction.atomic
def make_household_links(
    viewer: Viewer, dwellings: Iterable[Dwelling | UUID], renew: bool = False
) -> dict[UUID, HouseholdLink]:
    """Give each dwelling its household page's secret, and return the one that is live.

    A link that is live stays, so that a sheet printed before still opens; `renew` revokes it and
    makes another, for a sheet that was lost or photographed.
    """
    viewer.need(*OFFICERS)
    wanted = [dwelling.id if isinstance(dwelling, Dwelling) else dwelling for dwelling in dwellings]
    known = set(visible_dwellings(viewer).filter(id__in=wanted).values_list("id", flat=True))
    live = HouseholdLink.objects.of(viewer).filter(dwelling__in=known, revoked_at=None)
    links = {} if renew else {link.dwelling_id: link for link in live.order_by("made_at")}
    now = clock.now()
    if renew:
        live.update(revoked_at=now)
    made = HouseholdLink.objects.bulk_create(
        [
            HouseholdLink(
                community_id=viewer.community_id,
                dwelling_id=wanted_id,
                token=secrets.token_urlsafe(TOKEN_BYTES),
                made_at=now,
            )
            for wanted_id in dict.fromkeys(wanted)
            if wanted_id in known and wanted_id not in links
        ],
        batch_size=500,
    )
    links |= {link.dwelling_id: link for link in made}
    if made:
        journal.write(
            viewer,
            "links.renewed" if renew else "links.made",
            dwelling=made[0].dwelling_id if len(made) == 1 else None,
            after={"links": len(made)},
        )
    return links
