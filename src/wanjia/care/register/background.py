"""Whoever may need care is suggested each day: birthdays come, and somebody is left alone.

A roster suggests when it is imported; years later, or after the other one of the flat has moved
out, the same facts say more. Nobody is off every list for that.
"""

from collections import Counter
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import system_viewer
from wanjia.core.scheduling.scheduler import every_minute
from wanjia.people.models import Resident, Risk, Where
from wanjia.people.roster.reader.risk_suggestions import suggested

SOURCE = "资料"
A_DAY = 86_400


@every_minute
def suggest_daily(community_id: UUID) -> None:
    """Suggest once a day; the minutes between ask the database nothing."""
    today = timezone.localdate(clock.now()).isoformat()
    key = f"care-suggested-{community_id}"
    if cache.get(key) != today:
        suggest_risks(community_id)
        cache.set(key, today, 2 * A_DAY)


@transaction.atomic
def suggest_risks(community_id: UUID) -> int:
    """Suggest the risks that births, notes and living alone show today; return how many.

    Each is suggested once: what a person has confirmed or ended is theirs to say.
    """
    viewer = system_viewer(community_id)
    here = Resident.objects.of(viewer).filter(left_at=None)
    home = here.filter(where=Where.HOME).order_by()
    people = Counter(home.values_list("dwelling", flat=True))
    known = set(Risk.objects.of(viewer).order_by().values_list("resident", "kind"))
    today = timezone.localdate(clock.now())
    told = here.filter(Q(birth__isnull=False) | ~Q(note="")).order_by("id")
    risks = [
        Risk(community_id=community_id, resident_id=id, kind=kind, source=SOURCE, since=today)
        for id, dwelling, birth, note in told.values_list("id", "dwelling", "birth", "note")
        for kind in sorted(suggested(_born(birth), note, people[dwelling] == 1, today))
        if (id, kind) not in known
    ]
    if risks:
        Risk.objects.bulk_create(risks, batch_size=500)
        journal.write(viewer, "risk.suggested", after={"risks": len(risks)})
    return len(risks)


def _born(birth: date | None) -> tuple[date, date] | None:
    return (birth, birth) if birth else None
