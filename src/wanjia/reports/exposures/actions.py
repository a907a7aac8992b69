"""What changes in contacts: proposed by rule, confirmed, dismissed, added by hand; visits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.hearing import LIFE, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.search.queries import dwellings_like
from wanjia.reports.exposures.rules import Proposed, course_of, load_rules
from wanjia.reports.exposures.tracing import proposals_for, protocol_of
from wanjia.reports.models import CloseContact, ExposureKind, PlaceKind, Visit
from wanjia.reports.results.intake import people_in_words
from wanjia.zoning.models import Case


def case_for(viewer: Viewer, case_id: UUID) -> Case:
    """Return a case in sight; raises Problem `kernel.not_found`, `exposure.case_withdrawn`."""
    rows = Case.objects.of(viewer).select_related("dwelling__stairwell__estate", "resident")
    case = get_or_refuse(rows, id=case_id)
    if case.withdrawn_at:
        raise Problem("exposure.case_withdrawn")
    return case


@transaction.atomic
def propose_contacts(viewer: Viewer, case_id: UUID, sharing: str = "") -> list[CloseContact]:
    """Propose whom the rules name and nobody has judged yet; again finds what came since.

    `sharing` names dwellings, by doors, that share kitchen and bath with the case.
    """
    viewer.need(*OFFICERS)
    case = case_for(viewer, case_id)
    doors = [word for word in sharing.replace("，", " ").replace("、", " ").split() if word]
    homes = [home.id for door in doors for home in dwellings_like(viewer, door)[:2]]
    known = CloseContact.objects.of(viewer).filter(case=case)
    people = {(one.resident_id or one.staff_id): one for one in known}
    new = []
    for proposed in proposals_for(viewer, case, homes):
        old = people.get(proposed.who)
        if old is None:
            new.append(_proposal(viewer, case, proposed))
        elif not old.confirmed_at and not old.dismissed_at:
            _refresh(old, proposed)
    CloseContact.objects.bulk_create(new)
    if new:
        journal.write(
            viewer,
            "exposure.proposed",
            subject=case.id,
            dwelling=case.dwelling_id,
            after={"many": len(new)},
        )
    return new


def _proposal(viewer: Viewer, case: Case, proposed: Proposed) -> CloseContact:
    return CloseContact(
        community_id=viewer.community_id,
        case=case,
        resident_id=None if proposed.staff else proposed.who,
        staff_id=proposed.who if proposed.staff else None,
        kind=proposed.kind,
        relation=proposed.relation,
        words=proposed.words[:160],
        last_at=proposed.last_at,
        proposed_at=clock.now(),
    )


def _refresh(contact: CloseContact, proposed: Proposed) -> None:
    """Let a proposal that nobody judged say what the rules say now."""
    contact.kind, contact.relation = proposed.kind, proposed.relation
    contact.words, contact.last_at = proposed.words[:160], proposed.last_at
    contact.save(update_fields=["kind", "relation", "words", "last_at"])


@transaction.atomic
def confirm_contacts(viewer: Viewer, case_id: UUID, contact_ids: Iterable[UUID]) -> int:
    """Confirm proposed contacts: each gets measures, tests and an end by the protocol."""
    viewer.need(*OFFICERS)
    case = case_for(viewer, case_id)
    rows = CloseContact.objects.of(viewer).filter(
        case=case, id__in=list(contact_ids), confirmed_at=None
    )
    many = 0
    for contact in rows.select_related("resident", "staff"):
        _confirm(viewer, case, contact)
        many += 1
    return many


def _confirm(viewer: Viewer, case: Case, contact: CloseContact) -> None:
    protocol = protocol_of(viewer, case)
    contact.confirmed_at, contact.confirmed_by_name = clock.now(), viewer.name
    contact.dismissed_at, contact.reason = None, ""
    contact.protocol = protocol.name if protocol else ""
    measures = load_rules().for_contact(contact.protocol, contact.kind)
    if measures:
        course = course_of(measures, timezone.localtime(contact.last_at).date())
        contact.until = course.until
        contact.tests = [day.isoformat() for day in course.tests]
    contact.save()
    journal.write(
        viewer,
        "exposure.confirmed",
        subject=contact.id,
        dwelling=contact.resident.dwelling_id if contact.resident else None,
        after={
            "kind": contact.kind,
            "relation": contact.relation,
            "until": contact.until.isoformat() if contact.until else None,
        },
    )


@transaction.atomic
def dismiss_contact(viewer: Viewer, case_id: UUID, contact_id: UUID, reason: str) -> CloseContact:
    """Say that somebody is no contact after all, confirmed or not; the reason stays."""
    viewer.need(*OFFICERS)
    contact = get_or_refuse(CloseContact.objects.of(viewer).filter(case=case_id), id=contact_id)
    if contact.dismissed_at:
        return contact
    if not reason.strip():
        raise Problem("exposure.reason_needed")
    dwelling = contact.resident.dwelling_id if contact.resident else None
    hear(viewer, Words(reason, "exposure.reason", contact.id, dwelling_id=dwelling, upto=LIFE))
    _dismiss(contact, reason)
    journal.write(
        viewer,
        "exposure.dismissed",
        subject=contact.id,
        dwelling=dwelling,
        after={"reason": contact.reason},
    )
    return contact


def _dismiss(contact: CloseContact, reason: str) -> None:
    contact.dismissed_at, contact.reason = clock.now(), reason.strip()[:200]
    contact.confirmed_at, contact.until, contact.tests = None, None, []
    contact.save(update_fields=["dismissed_at", "reason", "confirmed_at", "until", "tests"])


@transaction.atomic
def add_contact(
    viewer: Viewer, case_id: UUID, who: str, kind: str, last_at: datetime, words: str = ""
) -> CloseContact:
    """Add somebody by hand as a confirmed contact: a resident, or somebody from elsewhere."""
    viewer.need(*OFFICERS)
    case = case_for(viewer, case_id)
    if kind not in ExposureKind.values:
        raise Problem("exposure.kind")
    if last_at > clock.now():
        raise Problem("exposure.times")
    if not who.strip():
        raise Problem("exposure.nobody")
    residents, _unmatched = people_in_words(viewer, who.splitlines()[0])
    content: dict[str, Any] = {
        "kind": kind,
        "relation": "same_visit",
        "words": words.strip()[:160],
        "last_at": last_at,
        "proposed_at": clock.now(),
    }
    scope: dict[str, Any] = {"community_id": viewer.community_id, "case": case}
    if residents:
        resident = visible_residents(viewer).get(id=residents[0])
        contact, _new = CloseContact.objects.update_or_create(
            **scope, resident=resident, defaults=content
        )
    else:
        contact, _new = CloseContact.objects.get_or_create(
            **scope, resident=None, staff=None, name=who.strip()[:80], defaults=content
        )
    hear(viewer, Words(words, "exposure.words", contact.id, upto=LIFE))
    journal.write(viewer, "exposure.added", subject=contact.id, after={"kind": kind})
    _confirm(viewer, case, contact)
    return contact


@transaction.atomic
def add_visit(
    viewer: Viewer, case_id: UUID, kind: str, since: datetime, until: datetime, place: str = ""
) -> Visit:
    """Note where a case was, and propose again whom the rules name for it.

    Raises Problem `exposure.times`.
    """
    viewer.need(*OFFICERS)
    case = case_for(viewer, case_id)
    if kind not in PlaceKind.values or not since <= until <= clock.now():
        raise Problem("exposure.times")
    visit, new = Visit.objects.get_or_create(
        community_id=viewer.community_id,
        case=case,
        kind=kind,
        place=place.strip()[:120],
        since=since,
        until=until,
        defaults={
            "recorded_at": clock.now(),
            "created_by": viewer.user_id,
            "created_by_name": viewer.name,
        },
    )
    if new:
        journal.write(viewer, "exposure.visit_added", subject=case.id, after={"place": visit.kind})
        propose_contacts(viewer, case_id)
    return visit


@transaction.atomic
def remove_visit(viewer: Viewer, case_id: UUID, visit_id: UUID) -> None:
    """Take back a visit that was a mistake."""
    viewer.need(*OFFICERS)
    rows = Visit.objects.of(viewer).filter(case=case_id, id=visit_id)
    if rows.delete()[0]:
        journal.write(viewer, "exposure.visit_removed", subject=case_id)


def dismiss_all_of(viewer: Viewer, case_id: UUID) -> None:
    """A case was withdrawn: whoever was its contact is none."""
    for contact in CloseContact.objects.of(viewer).filter(case=case_id, dismissed_at=None):
        _dismiss(contact, _("病例已撤销"))
