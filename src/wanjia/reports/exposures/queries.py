"""What is asked of contacts: those of a case, those watched now, whose test is due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.reports.exposures.rules import Course, load_rules, next_test
from wanjia.reports.models import CloseContact, ExposureKind, Finding, TestedPerson


@dataclass(frozen=True)
class Watched:
    """A confirmed contact as of today: which day it is, and when the next test is due."""

    contact: CloseContact
    day: int
    days: int
    next_test: date | None
    overdue: bool
    due_today: bool


def contacts_of(viewer: Viewer, case_id: UUID) -> QuerySet[CloseContact]:
    """Return the contacts of a case, the closest first."""
    rows = CloseContact.objects.of(viewer).filter(case=case_id)
    return rows.select_related("resident__dwelling__stairwell__estate", "staff")


def open_contacts(viewer: Viewer) -> list[CloseContact]:
    """Return the contacts who wait for a person or are watched today, without who they are."""
    today = timezone.localdate(clock.now())
    rows = CloseContact.objects.of(viewer).filter(
        Q(confirmed_at=None) | Q(until=None) | Q(until__gte=today),
        dismissed_at=None,
        case__withdrawn_at=None,
    )
    return list(rows.order_by("proposed_at", "id"))


def contact_words(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, str]:
    """Return which of these residents are confirmed contacts today, each as the closest kind."""
    today = timezone.localdate(clock.now())
    rows = CloseContact.objects.of(viewer).filter(
        Q(until=None) | Q(until__gte=today),
        confirmed_at__isnull=False,
        case__withdrawn_at=None,
        resident__in=list(residents),
    )
    found: dict[UUID, str] = {}
    for resident, kind in rows.order_by("-kind").values_list("resident", "kind"):
        if resident:
            found[resident] = str(ExposureKind(kind).label)  # "close" comes last and stays
    return found


def watched_contacts(viewer: Viewer) -> list[Watched]:
    """Return the confirmed contacts whose days are not over, the next test first."""
    today = timezone.localdate(clock.now())
    rows = CloseContact.objects.of(viewer).filter(
        Q(until=None) | Q(until__gte=today), confirmed_at__isnull=False
    )
    if not viewer.sees_all:
        rows = rows.filter(resident__dwelling__stairwell__in=viewer.stairwells)
    rows = rows.select_related(
        "resident__dwelling__stairwell__estate", "staff", "case__resident", "case__dwelling"
    )
    return watch(viewer, list(rows))


def watch(viewer: Viewer, contacts: Sequence[CloseContact]) -> list[Watched]:
    """Return where each of these contacts stands today."""
    today = timezone.localdate(clock.now())
    done = _tested_days(viewer, contacts)
    found = [_watched(contact, done[contact.id], today) for contact in contacts]
    return sorted(found, key=lambda one: (one.next_test or date.max, one.contact.id))


def _watched(contact: CloseContact, done: Sequence[date], today: date) -> Watched:
    last = timezone.localtime(contact.last_at).date()
    measures = load_rules().for_contact(contact.protocol, contact.kind)
    tests = tuple(date.fromisoformat(day) for day in contact.tests)
    until = contact.until or today
    course = Course(last + timedelta(days=1), until, tests, measures.text if measures else None)  # type: ignore[arg-type]
    due = next_test(course, done)
    return Watched(
        contact,
        (today - last).days,
        (until - last).days,
        due,
        bool(due and due < today),
        due == today,
    )


def _tested_days(viewer: Viewer, contacts: Sequence[CloseContact]) -> dict[UUID, list[date]]:
    """Return the days of PCR samples of each contact since the last contact with the case."""
    people = {contact.resident_id for contact in contacts if contact.resident_id}
    days: dict[UUID, list[date]] = defaultdict(list)
    if not people:
        return days
    samples: dict[UUID, list[date]] = defaultdict(list)
    rows = TestedPerson.objects.of(viewer).filter(
        resident__in=people, result__kind="pcr", result__withdrawn_at=None
    )
    for who, at in rows.exclude(result__finding=Finding.INVALID).values_list(
        "resident", "result__sampled_at"
    ):
        samples[who].append(timezone.localtime(at).date())
    for contact in contacts:
        first = timezone.localtime(contact.last_at).date() + timedelta(days=1)
        mine = samples[contact.resident_id] if contact.resident_id else []
        days[contact.id] = sorted(day for day in mine if day >= first)
    return days
