"""What must hold of zones: each is told, each stairwell is in one at a time, undone is undone."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.integrity import Violation, invariant, journaled, violation, violations_in
from wanjia.core.models import Entry
from wanjia.zoning.models import Case, Publication, Zone, ZoneStairwell

AGAIN = _("请打开小区的方案页，看现在的分区对不对；不对就重新发布一次。")
journaled(lambda of: Publication.objects.filter(community_id=of), "zones.published")
journaled(
    lambda of: Publication.objects.filter(community_id=of, undone_at__isnull=False), "zones.undone"
)
journaled(lambda of: Case.objects.filter(community_id=of), "case.recorded")
journaled(
    lambda of: Case.objects.filter(community_id=of, withdrawn_at__isnull=False), "case.withdrawn"
)
journaled(
    lambda of: Zone.objects.filter(community_id=of).filter(
        Q(came_from__isnull=False) | Q(publication=None)
    ),
    "zone.stepped",
)


@invariant("zones.undo_marked", _("撤销已记日志，方案上却没有撤销"), AGAIN)
def _unmarked(community: UUID) -> Iterator[Violation]:
    undone = Entry.objects.filter(
        community_id=community, type="zones.undone", subject=OuterRef("id")
    )
    rows = Publication.objects.filter(Exists(undone), community_id=community, undone_at=None)
    return violations_in(rows)


@invariant("zones.entry_alone", _("日志里发布过，方案却不在"), AGAIN)
def _entry_alone(community: UUID) -> Iterator[Violation]:
    there = Publication.objects.filter(community_id=community, id=OuterRef("subject"))
    entries = Entry.objects.filter(community_id=community, type="zones.published")
    return violations_in(entries.filter(~Exists(there)))


@invariant(
    "zones.members",
    _("分区里没有楼道，或结束后楼道还在"),
    AGAIN,
)
def _members(community: UUID) -> Iterator[Violation]:
    inside = ZoneStairwell.objects.filter(community_id=community, zone=OuterRef("id"))
    zones = Zone.objects.filter(community_id=community)
    yield from violations_in(zones.filter(~Exists(inside)), str)
    still = inside.filter(until=None)
    yield from violations_in(zones.filter(~Exists(still), ended_at=None), str)
    yield from violations_in(zones.filter(Exists(still), ended_at__lte=clock.now()), str)


@invariant("zones.overlap", _("一个楼道同时在两个区里"), AGAIN)
def _overlap(community: UUID) -> Iterator[Violation]:
    rows = ZoneStairwell.objects.filter(community_id=community).select_related("stairwell")
    by_well = defaultdict(list)
    for row in rows.order_by("since", "id").iterator():
        if row.until is None or row.until > row.since:
            by_well[row.stairwell_id].append(row)
    for every in by_well.values():
        for before, after in pairwise(every):
            if before.until is None or before.until > after.since:
                yield violation(after, after.stairwell.label)
