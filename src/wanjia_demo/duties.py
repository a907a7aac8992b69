"""The demo's duty: a medical team of six and an office team, each with four weeks of shifts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.duty.models import Roster, Shift, Stay
from wanjia.duty.rosters.actions import save_team
from wanjia.duty.rosters.roster_problem import pattern_of, shifts_of
from wanjia.duty.rosters.values import Duty
from wanjia.people.models import Staff
from wanjia_demo.telling import tell

DAYS = 28
BACK = 3
HOME = (19, 12, 26)  # days since some of the staff have been home


def put_on_duty(community: Community, head: Viewer, now: datetime) -> None:
    """Make the teams and let their people take turns: one shift a day each, never two running."""
    tz = ZoneInfo(community.timezone)
    first = now.astimezone(tz).date() - timedelta(days=BACK)
    for name, name_en, roles, medical, pattern in (
        ("医疗组", "Medical team", ("doctor",), True, "three8"),
        ("居委会值班", "Office", ("desk", "grid"), False, "two12"),
    ):
        staff = list(
            Staff.objects.filter(community=community, role__in=roles).order_by("role", "name")
        )
        team = save_team(
            head, name, pattern, [one.id for one in staff], medical=medical, name_en=name_en
        )
        shape = pattern_of(pattern, {})
        roster = Roster.objects.create(
            community=community, team=team, first=first, days=DAYS, pattern=pattern,
            made_at=now, made_by=head.name, published_at=now,
        )  # fmt: skip
        tell(head, "roster.published", [(roster.id, now, None)])
        turns = len(shape.shifts)
        duties = [
            Duty(
                first + timedelta(days=day),
                shift.key,
                str(_staff_on_turn(staff, day, place, turns).id),
            )
            for day in range(DAYS)
            for place, shift in enumerate(shape.shifts)
        ]
        rows = shifts_of(head, roster, duties, shape)
        for row in rows:
            row.live = True
        Shift.objects.bulk_create(rows)
    for one, days in zip(
        Staff.objects.filter(community=community, role__in=("head", "desk")), HOME, strict=False
    ):
        Stay.objects.create(community=community, staff=one, since=now - timedelta(days=days))


def _staff_on_turn(staff: list[Staff], day: int, place: int, turns: int) -> Staff:
    """Return whose turn it is: two days in each shift, then the next people."""
    return staff[(day // 2 * turns + place) % len(staff)]
