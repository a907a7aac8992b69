"""A visit is made, agreed, or taken off the list."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import REAL, hear_row
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.everyday.models import DoorVisit, PlannedVisit
from wanjia.everyday.visits.queries import VISITS, due_visits, open_plans
from wanjia.everyday.visits.visit_rules import BY_HAND, OutcomeRule, load_visit_rules
from wanjia.needs.followup.actions import record_need
from wanjia.needs.models import Channel
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import ContactWay, Resident, Where
from wanjia.people.residents.actions import record_contact
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings

MOST_NOTED, MOST_PROMISED = 500, 500
FARTHEST = timedelta(days=400)
HOUR_OF_THE_DAY = 18  # a visit that is agreed for a day is due by the evening


@idempotent
def record_visit(
    viewer: Viewer,
    dwelling_id: UUID,
    outcome: str,
    resident_id: UUID | None = None,
    note: str = "",
    promised: str = "",
    visit_id: UUID | None = None,
) -> DoorVisit:
    """Note that somebody stood at a door and what came of it; sent twice it is one.

    What was promised becomes a need, the note is heard, the person's contact is noted, and the next
    visit follows. Raises Problem `visits.outcome`, `visits.say_what`, `kernel.not_found`.
    """
    viewer.need(*STAFF)
    rule = load_visit_rules().outcomes.get(outcome)
    if rule is None:
        raise Problem("visits.outcome")
    home = get_or_refuse(visible_dwellings(viewer), id=dwelling_id)
    person = _get_person(viewer, home, resident_id)
    note, promised = note.strip()[:MOST_NOTED], promised.strip()[:MOST_PROMISED]
    if rule.asks and not (note or promised):
        raise Problem("visits.say_what", outcome=rule.name)
    content = {
        "dwelling": home.id,
        "resident": resident_id,
        "outcome": outcome,
        "note": note,
        "promised": promised,
    }
    known, id = known_or_new(viewer, DoorVisit.objects.all(), visit_id, **content)
    if known:
        return known
    asked = due_visits(viewer, only=(home.id, resident_id))
    reasons = list(asked[0].rules) if asked else []
    made = DoorVisit.objects.create(
        id=id,
        community_id=viewer.community_id,
        dwelling=home,
        resident=person,
        occurred_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name[:80],
        outcome=outcome,
        seen=rule.seen,
        reasons=reasons,
        note=note,
    )
    if person and rule.contact:
        record_contact(viewer, person.id, ContactWay.DOOR, rule.contact)
    if promised:
        need = record_need(
            viewer, promised, dwelling_id=home.id, resident_id=resident_id, channel=Channel.DOOR
        )
        made.need = need.id
        made.save(update_fields=["need"])
    hear_row(viewer, made, "note", upto=REAL)
    _follow_up(viewer, made, rule, reasons)
    journal.write(
        viewer,
        "visit.made",
        subject=made.id,
        dwelling=home.id,
        after={"outcome": outcome, "why": reasons},
    )
    VISITS.forget(viewer.community_id)
    return made


def _get_person(viewer: Viewer, home: Dwelling, resident_id: UUID | None) -> Resident | None:
    if resident_id is None:
        return None
    return get_or_refuse(visible_residents(viewer), id=resident_id, dwelling=home)


def _follow_up(viewer: Viewer, made: DoorVisit, rule: OutcomeRule, reasons: list[str]) -> None:
    """Close what was planned for who was seen; plan the next go where nobody was."""
    plans = PlannedVisit.objects.of(viewer).filter(
        dwelling=made.dwelling, resident=made.resident, done_at=None, cancelled_at=None
    )
    if rule.seen:
        plans.update(done_at=made.occurred_at)
        return
    rules = load_visit_rules().rules
    first = reasons[0] if reasons else BY_HAND
    hours = rules[first].again_hours if rule.contact == "no_answer" and first in rules else 0
    again = made.occurred_at + timedelta(hours=hours or rule.again_hours)
    if not (hours or rule.again_hours):
        return
    if plans.filter(reason=first).exists():
        plans.filter(reason=first).update(due_at=again)
    else:
        _plan(viewer, made.dwelling_id, made.resident_id, first, again)


def _plan(
    viewer: Viewer,
    dwelling_id: UUID,
    resident_id: UUID | None,
    reason: str,
    due_at: datetime,
    about: UUID | None = None,
) -> PlannedVisit:
    return PlannedVisit.objects.create(
        community_id=viewer.community_id,
        dwelling_id=dwelling_id,
        resident_id=resident_id,
        reason=reason,
        due_at=due_at,
        planned_at=clock.now(),
        created_by_name=viewer.name[:80],
        about=about,
    )


@transaction.atomic
def agree_visit(viewer: Viewer, door: str, day: date) -> PlannedVisit:
    """Plan a visit to a door for a day; for the same door there is one at a time, which moves.

    Raises Problem `visits.door`, `visits.day`.
    """
    viewer.need(*STAFF)
    now = clock.now()
    homes = list(dwellings_like(viewer, door)[:2]) if door.strip() else []
    if len(homes) != 1:
        raise Problem("visits.door", door=door.strip()[:20])
    if not timezone.localdate(now) <= day <= timezone.localdate(now + FARTHEST):
        raise Problem("visits.day")
    noon = datetime.combine(day, datetime.min.time().replace(hour=HOUR_OF_THE_DAY))
    due_at = timezone.make_aware(noon)
    plans = open_plans(viewer).filter(dwelling=homes[0], resident=None, reason=BY_HAND)
    plan = plans.select_for_update().first()
    if plan is None:
        plan = _plan(viewer, homes[0].id, None, BY_HAND, due_at)
    else:
        plan.due_at = due_at
        plan.save(update_fields=["due_at"])
    journal.write(
        viewer,
        "visit.agreed",
        subject=plan.id,
        dwelling=homes[0].id,
        after={"day": day.isoformat()},
    )
    VISITS.forget(viewer.community_id)
    return plan


@transaction.atomic
def plan_for_warning(
    viewer: Viewer, rule_key: str, due_at: datetime, about: UUID | None = None
) -> int:
    """Plan a visit to everybody at home whom a warning's rule names; return how many are new.

    Whoever has one open for the same rule keeps it.
    """
    viewer.need(*OFFICERS)
    rule = load_visit_rules().rules[rule_key]
    people = _people_at_risk(viewer, rule.risks)
    rows = open_plans(viewer).filter(reason=rule_key)
    have = set(rows.values_list("resident", flat=True))
    new = [(id, dwelling) for id, dwelling in people if id not in have]
    PlannedVisit.objects.bulk_create(
        [
            PlannedVisit(
                community_id=viewer.community_id,
                dwelling_id=dwelling,
                resident_id=id,
                reason=rule_key,
                due_at=due_at,
                planned_at=clock.now(),
                created_by_name=viewer.name[:80],
                about=about,
            )
            for id, dwelling in new
        ],
        batch_size=500,
    )
    if new:
        after = {"why": rule_key, "people": len(new)}
        journal.write(viewer, "visit.planned", subject=about, after=after)
    VISITS.forget(viewer.community_id)
    return len(new)


def _people_at_risk(viewer: Viewer, kinds: Iterable[str]) -> list[tuple[UUID, UUID]]:
    risks = live_risks().filter(community_id=viewer.community_id, kind__in=kinds)
    rows = visible_residents(viewer).filter(
        where=Where.HOME, id__in=risks.order_by().values("resident")
    )
    return list(rows.order_by("id").values_list("id", "dwelling"))


@transaction.atomic
def cancel_warning_visits(viewer: Viewer, about: UUID) -> int:
    """Take off the list what is left of the visits for a warning that is over."""
    viewer.need(*OFFICERS)
    left = open_plans(viewer).filter(about=about).update(cancelled_at=clock.now())
    if left:
        journal.write(viewer, "visit.called_off", subject=about, after={"people": left})
    VISITS.forget(viewer.community_id)
    return left
