"""What changes in duty: teams, rosters made and published, swaps, wishes, stays. One act each."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.models import Roster, Shift, Stay, Team, TeamMember, Wish, WishKind
from wanjia.duty.rosters.labels import breach_words, told, why_impossible
from wanjia.duty.rosters.roster_problem import pattern_of, shifts_of, task_of
from wanjia.duty.rosters.solver import make_roster
from wanjia.duty.rosters.validation import breaches_of
from wanjia.duty.rosters.values import Duty, Impossible
from wanjia.people.models import Staff

SECONDS = 10.0
SEEN = 28  # days of a person's shifts that a swap is checked against


@transaction.atomic
def save_team(
    viewer: Viewer,
    name: str,
    pattern: str,
    members: Iterable[UUID],
    *,
    medical: bool = False,
    name_en: str = "",
    team_id: UUID | None = None,
) -> Team:
    """Make a team or change it: its name, its pattern of shifts, who shares them."""
    viewer.need(*OFFICERS)
    pattern_of(pattern, {})
    of = {"community_id": viewer.community_id}
    there = Team.objects.filter(**of, id=team_id).first() if team_id else None
    if team_id and there is None:
        raise Problem("kernel.not_found")
    team = there or Team(**of)
    team.name, team.name_en, team.pattern, team.medical = name, name_en, pattern, medical
    team.save()
    wanted = set(
        Staff.objects.filter(**of, id__in=list(members), active=True).values_list("id", flat=True)
    )
    team.members.exclude(staff__in=wanted).delete()
    already = set(team.members.values_list("staff", flat=True))
    TeamMember.objects.bulk_create(
        TeamMember(**of, team=team, staff_id=one) for one in sorted(wanted - already)
    )
    journal.write(viewer, "team.saved", subject=team.id, after={"people": len(wanted)})
    return team


def draft(
    viewer: Viewer,
    team: Team,
    first: date,
    days: int,
    pattern: str = "",
    need: dict[str, int] | None = None,
) -> Roster:
    """Let the solver make a team's roster; it holds only once it is published.

    Raises Problem `duty.impossible` with the rule that cannot be met and what would do.
    """
    viewer.need(*OFFICERS)
    shape = pattern_of(pattern or team.pattern, need or {})
    task = task_of(viewer, team, first, days, shape)
    found = make_roster(task, SECONDS)
    if isinstance(found, Impossible):
        raise Problem(
            "duty.impossible",
            why=Text(why_impossible(task, found, "zh"), why_impossible(task, found, "en")),
        )
    with transaction.atomic():
        roster = Roster.objects.create(
            community_id=viewer.community_id,
            team=team,
            first=first,
            days=days,
            pattern=shape.key,
            need=need or {},
            notes={"zh": told(task, found, "zh"), "en": told(task, found, "en")},
            made_at=clock.now(),
            made_by=viewer.name,
        )
        Shift.objects.bulk_create(shifts_of(viewer, roster, found.duties, shape))
        journal.write(
            viewer, "roster.drafted", subject=roster.id, after={"shifts": len(found.duties)}
        )
    return roster


@transaction.atomic
def publish(viewer: Viewer, roster_id: UUID) -> Roster:
    """Let a draft hold: the team's shifts of these days give way to it; again is harmless."""
    viewer.need(*OFFICERS)
    roster = _roster(viewer, roster_id)
    if roster.published_at:
        return roster
    of = {"community_id": viewer.community_id}
    Shift.objects.filter(
        **of,
        live=True,
        roster__in=Roster.objects.filter(**of, team=roster.team),
        day__gte=roster.first,
        day__lt=roster.first + timedelta(days=roster.days),
    ).update(live=False)
    Shift.objects.filter(**of, roster=roster).update(live=True)
    roster.published_at = clock.now()
    roster.save(update_fields=["published_at"])
    journal.write(viewer, "roster.published", subject=roster.id, after={"team": roster.team.name})
    return roster


@transaction.atomic
def discard(viewer: Viewer, roster_id: UUID) -> None:
    """Throw a draft away. Raises Problem `duty.published_already`."""
    viewer.need(*OFFICERS)
    roster = _roster(viewer, roster_id)
    if roster.published_at:
        raise Problem("duty.published_already")
    roster.withdrawn_at = clock.now()
    roster.save(update_fields=["withdrawn_at"])
    journal.write(viewer, "roster.discarded", subject=roster.id)


def _roster(viewer: Viewer, roster_id: UUID) -> Roster:
    return get_or_refuse(
        Roster.objects.of(viewer).filter(id=roster_id, withdrawn_at=None).select_related("team")
    )


@transaction.atomic
def swap(viewer: Viewer, one_id: UUID, other_id: UUID, anyway: bool = False) -> tuple[Shift, Shift]:
    """Let two people change shifts. No minute is left out: who was on is followed by the other.

    One of them, or an officer, may do it. Raises Problem `duty.breaks_rule` naming the rule, which
    only an officer may set aside with `anyway`, and `duty.begun`.
    """
    viewer.need(*STAFF)
    one, other = _shift(viewer, one_id), _shift(viewer, other_id)
    _may(viewer, one, other)
    _hand_over(viewer, ((one, other.staff), (other, one.staff)), anyway)
    return one, other


@transaction.atomic
def give(viewer: Viewer, shift_id: UUID, staff_id: UUID, anyway: bool = False) -> Shift:
    """Give a shift to somebody else, as `swap`."""
    viewer.need(*STAFF)
    shift = _shift(viewer, shift_id)
    _may(viewer, shift)
    staff = get_or_refuse(Staff.objects.of(viewer), id=staff_id, active=True)
    _hand_over(viewer, ((shift, staff),), anyway)
    return shift


def _shift(viewer: Viewer, shift_id: UUID) -> Shift:
    found = get_or_refuse(
        Shift.objects.of(viewer)
        .filter(id=shift_id, live=True)
        .select_related("staff", "roster__team")
        .select_for_update(of=("self",))
    )
    if found.starts_at <= clock.now():
        raise Problem("duty.begun")
    return found


def _may(viewer: Viewer, *shifts: Shift) -> None:
    own = any(one.staff.user_id == viewer.user_id and viewer.user_id for one in shifts)
    if viewer.role not in OFFICERS and not own:
        raise Problem("kernel.not_yours")


def _hand_over(viewer: Viewer, moves: Iterable[tuple[Shift, Staff]], anyway: bool) -> None:
    moves = list(moves)
    broken = _broken(viewer, moves)
    if broken and not (anyway and viewer.role in OFFICERS):
        raise Problem("duty.breaks_rule", why=broken)
    for shift, staff in moves:
        before = shift.staff.name
        shift.staff = staff
        shift.save(update_fields=["staff"])
        journal.write(
            viewer,
            "shift.handed_over",
            subject=shift.id,
            before={"staff": before},
            after={"staff": staff.name, "day": shift.day.isoformat(), "anyway": bool(broken)},
        )


def _broken(viewer: Viewer, moves: list[tuple[Shift, Staff]]) -> Text | None:
    """The first rule that the moves break, in both languages; None if none."""
    shift = moves[0][0]
    pattern = pattern_of(shift.roster.pattern, {})
    first = min(one.day for one, _staff in moves) - timedelta(days=7)
    task = task_of(viewer, shift.roster.team, first, SEEN, pattern)
    moved = {one.id: staff.id for one, staff in moves}
    rows = (
        Shift.objects.of(viewer)
        .filter(
            live=True,
            roster__team=shift.roster.team,
            roster__pattern=shift.roster.pattern,
            day__gte=first,
            day__lt=first + timedelta(days=SEEN),
        )
        .values_list("id", "day", "key", "staff")
    )
    duties = [Duty(day, key, str(moved.get(id_, who))) for id_, day, key, who in rows]
    for _one, staff in moves:
        for breach in breaches_of(task, str(staff.id), duties):
            return Text(
                breach_words(breach, task, staff.name, "zh"),
                breach_words(breach, task, staff.name, "en"),
            )
    return None


@transaction.atomic
def wish(viewer: Viewer, staff_id: UUID, kind: str, first: date, last: date) -> Wish:
    """Note what somebody asks of the next roster; everybody for themselves, officers for all."""
    viewer.need(*STAFF)
    staff = Staff.objects.of(viewer).filter(id=staff_id).first()
    if staff is None or (viewer.role not in OFFICERS and staff.user_id != viewer.user_id):
        raise Problem("kernel.not_found")
    if kind not in WishKind.values:
        raise Problem("duty.pattern_unknown", key=kind)
    if last < first:
        raise Problem("duty.days_reversed")
    made, _new = Wish.objects.get_or_create(
        community_id=viewer.community_id, staff=staff, kind=kind, first=first, last=last
    )
    return made


@transaction.atomic
def drop_wish(viewer: Viewer, wish_id: UUID) -> None:
    """Take a wish back."""
    rows = Wish.objects.of(viewer).filter(id=wish_id)
    if viewer.role not in OFFICERS:
        mine = Staff.objects.of(viewer).filter(user=viewer.user_id)
        rows = rows.filter(staff__in=mine)
    if not rows.delete()[0]:
        raise Problem("kernel.not_found")


@transaction.atomic
def stay(viewer: Viewer, staff_id: UUID, at_post: bool) -> None:
    """Note that somebody lives at the post from now on, or has gone home; again is harmless."""
    viewer.need(*STAFF)
    staff = Staff.objects.of(viewer).filter(id=staff_id).first()
    if staff is None or (viewer.role not in OFFICERS and staff.user_id != viewer.user_id):
        raise Problem("kernel.not_found")
    of = {"community_id": viewer.community_id, "staff": staff}
    there = Stay.objects.filter(**of, until=None)
    if at_post and not there.exists():
        Stay.objects.create(**of, since=clock.now())
        journal.write(viewer, "staff.stays", subject=staff.id, after={"staff": staff.name})
    elif not at_post and there.update(until=clock.now()):
        journal.write(viewer, "staff.home", subject=staff.id, after={"staff": staff.name})


def today_of() -> date:
    """Today where the community is."""
    return timezone.localdate(clock.now())
