"""What forgets: a go is begun and journaled, done page by page, and ends with a search."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.people.models import HouseholdLink
from wanjia.privacy.forgetting import redact
from wanjia.privacy.forgetting.erased_terms import Seen
from wanjia.privacy.forgetting.erasure_proof import prove
from wanjia.privacy.forgetting.forget import (
    Due,
    days_until,
    first_day,
    forget_page,
    start_of_today,
    whats_due,
)
from wanjia.privacy.forgetting.journal_entries import clean_page, entries_of, is_journal
from wanjia.privacy.models import Ending, Forgetting
from wanjia.reports.daily.archive import keep_day
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import OPEN
from wanjia.zoning.zones.actions import step

LEASE = timedelta(minutes=5)


def counted(dues: list[Due]) -> dict[str, int]:
    """Return how many rows of each kind are due."""
    found: Counter[str] = Counter()
    for due in dues:
        found[due.facts.kind] += 0 if is_journal(due) else due.will_go(dues).count()
    return dict(found)


def entries_counted(dues: list[Due]) -> int:
    """Return how many journal entries would be made anonymous."""
    return sum(entries_of(due).count() for due in dues)


@transaction.atomic
def begin(viewer: Viewer, before: datetime | None = None) -> Forgetting:
    """Begin a go: by hand before a moment, or by the schedule. Raises Problem `forget.running`,
    `forget.too_late` for a day to come."""
    viewer.need("head")
    if before and before > start_of_today():
        raise Problem("forget.too_late")
    running = Forgetting.objects.of(viewer).filter(finished_at=None)
    if running.exists():
        raise Problem("forget.running")
    dues = whats_due(viewer.community_id, before)
    ended = Ending.objects.of(viewer).first()
    made = Forgetting.objects.create(
        community_id=viewer.community_id,
        started_at=clock.now(),
        created_by_name=viewer.name[:80],
        before=before,
        ended=ended.occurred_at if ended else None,
        wanted=counted(dues),
    )
    journal.write(
        viewer,
        "forget.begun",
        subject=made.id,
        after={"before": before.isoformat() if before else None},
    )
    return made


def work(begun: Forgetting) -> Forgetting:
    """Do a go to its end, each page in a transaction of its own; it can be left and taken up."""
    made = Forgetting.objects.get(community_id=begun.community_id, id=begun.id)
    if made.finished_at or not _take_lease(made):
        return made
    zone = ZoneInfo(Community.objects.get(id=made.community_id).timezone)
    with timezone.override(zone):
        redact.begin()
        dues = whats_due(made.community_id, made.before)
        seen = Seen()
        _keep_figures(made, dues)
        for due in dues:
            _all_of(made, due, seen)
        whole = made.before is not None
        again = whats_due(made.community_id, made.before)
        proof = prove(made.community_id, again, seen)
        return _finish_forgetting(made, proof, redact.finish(whole))


def _take_lease(made: Forgetting) -> bool:
    """Take a go for a while, so that two workers do not do it at once."""
    now = clock.now()
    rows = Forgetting.objects.filter(id=made.id, community_id=made.community_id, finished_at=None)
    free = rows.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    return bool(free.update(lease_until=now + LEASE))


def _keep_figures(made: Forgetting, dues: list[Due]) -> None:
    """Keep the figures of each day that anything is forgotten of, up to yesterday."""
    first = first_day(dues)
    if first is None and any(made.wanted.values()):
        first = start_of_today() - timedelta(days=1)
    if first is None:
        return
    gone = max((due.moment for due in dues), default=None)
    for day in days_until(first, start_of_today() - timedelta(seconds=1)):
        keep_day(made.community_id, day.date(), gone is None or day < gone)
        _record_progress(made)


def _all_of(made: Forgetting, due: Due, seen: Seen) -> None:
    kind = due.facts.kind
    _record_progress(made, kind)
    while not is_journal(due) and (count := forget_page(due, seen)):
        _record_progress(made, kind, count)
    while count := clean_page(due):
        _record_progress(made, entries=count)


@transaction.atomic
def _record_progress(made: Forgetting, kind: str = "", rows: int = 0, entries: int = 0) -> None:
    """Note how far it is and hold the lease."""
    every = Forgetting.objects.select_for_update().filter(community_id=made.community_id)
    row = every.get(id=made.id)
    if kind:
        row.done[kind] = row.done.get(kind, 0) + rows
    row.entries += entries
    row.lease_until = clock.now() + LEASE
    row.save(update_fields=["done", "entries", "lease_until"])


@transaction.atomic
def _finish_forgetting(begun: Forgetting, proof: dict[str, Any], clean: bool) -> Forgetting:
    """Write what was forgotten into the journal: kinds and counts, never whom."""
    every = Forgetting.objects.select_for_update().filter(community_id=begun.community_id)
    made = every.get(id=begun.id)
    made.proof = proof | {"clean": clean}
    made.finished_at, made.lease_until = clock.now(), None
    made.save(update_fields=["proof", "finished_at", "lease_until"])
    actor = system_viewer(made.community_id)
    told = {kind: n for kind, n in made.done.items() if n}
    after = {**told, "entries": made.entries, "left": len(proof["faults"])}
    journal.write(actor, "forget.done", subject=made.id, after=after)
    return made


@transaction.atomic
def end_emergency(viewer: Viewer, why: str) -> Ending:
    """结束应急: lift every zone, which closes its rounds, and revoke every household's link.

    From now on the schedule forgets what is no longer needed. Raises Problem
    `zones.not_begun` while zones are published that have not begun, `forget.nothing_to_end`.
    """
    viewer.need("head")
    now = clock.now()
    zones = Zone.objects.of(viewer)
    standing = list(zones.filter(Q(ended_at=None) | Q(ended_at__gt=now)).order_by("id"))
    links = HouseholdLink.objects.of(viewer).filter(revoked_at=None)
    last = Ending.objects.of(viewer).first()
    if last and not standing and not zones.filter(started_at__gt=last.occurred_at).exists():
        raise Problem("forget.nothing_to_end")
    for zone in standing:
        if zone.ended_at is None:
            step(viewer, zone, OPEN, why)
    revoked = links.update(revoked_at=now)
    made = Ending.objects.create(
        community_id=viewer.community_id, occurred_at=clock.now(), created_by_name=viewer.name[:80]
    )
    journal.write(
        viewer,
        "emergency.ended",
        subject=made.id,
        after={"zones": len(standing), "links": revoked},
    )
    return made
