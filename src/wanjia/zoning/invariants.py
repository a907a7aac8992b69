"""What must hold of zones: each is told, each stairwell is in one at a time, undone is undone."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.integrity import Found, found, found_in, holds, told
from wanjia.core.models import Entry
from wanjia.zoning.models import Case, Publication, Zone, ZoneStairwell

AGAIN = _("请打开小区的方案页，看现在的分区对不对；不对就重新发布一次。")
told(lambda of: Publication.objects.filter(community_id=of), "zones.published")
told(
    lambda of: Publication.objects.filter(community_id=of, undone_at__isnull=False), "zones.undone"
)
told(lambda of: Case.objects.filter(community_id=of), "case.recorded")
told(lambda of: Case.objects.filter(community_id=of, withdrawn_at__isnull=False), "case.withdrawn")
told(
    lambda of: Zone.objects.filter(community_id=of).filter(
        Q(came_from__isnull=False) | Q(publication=None)
    ),
    "zone.stepped",
)


@holds("zones.undo_marked", _("撤销已记日志，方案上却没有撤销"), AGAIN)
def _unmarked(community: UUID) -> Iterator[Found]:
    undone = Entry.objects.filter(
        community_id=community, type="zones.undone", subject=OuterRef("id")
    )
    rows = Publication.objects.filter(Exists(undone), community_id=community, undone_at=None)
    return found_in(rows)


@holds("zones.entry_alone", _("日志里发布过，方案却不在"), AGAIN)
def _entry_alone(community: UUID) -> Iterator[Found]:
    there = Publication.objects.filter(community_id=community, id=OuterRef("subject"))
    entries = Entry.objects.filter(community_id=community, type="zones.published")
    return found_in(entries.filter(~Exists(there)))


@holds(
    "zones.members",
    _("分区里没有楼道，或结束后楼道还在"),
    AGAIN,
)
def _members(community: UUID) -> Iterator[Found]:
    inside = ZoneStairwell.objects.filter(community_id=community, zone=OuterRef("id"))
    zones = Zone.objects.filter(community_id=community)
    yield from found_in(zones.filter(~Exists(inside)), str)
    still = inside.filter(until=None)
    yield from found_in(zones.filter(~Exists(still), ended_at=None), str)
    yield from found_in(zones.filter(Exists(still), ended_at__lte=clock.now()), str)


@holds("zones.overlap", _("一个楼道同时在两个区里"), AGAIN)
def _overlap(community: UUID) -> Iterator[Found]:
    rows = ZoneStairwell.objects.filter(community_id=community).select_related("stairwell")
    by_well = defaultdict(list)
    for row in rows.order_by("since", "id").iterator():
        if row.until is None or row.until > row.since:
            by_well[row.stairwell_id].append(row)
    for every in by_well.values():
        for before, after in pairwise(every):
            if before.until is None or before.until > after.since:
                yield found(after, after.stairwell.label)
