"""What must hold of sites: nobody is in two beds, whoever was taken is told of."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_noop as _

from wanjia.core.integrity import Violation, invariant, journaled, violation
from wanjia.sites.models import Site, Stay, Transfer

journaled(lambda community_id: Site.objects.filter(community_id=community_id), "site.made")
journaled(
    lambda community_id: Stay.objects.filter(community_id=community_id),
    "stay.began",
    "transfer.handed_over",
)
journaled(
    lambda community_id: Transfer.objects.filter(community_id=community_id, left_at__isnull=False),
    "transfer.left",
    by="resident",
)


@invariant(
    "stays.overlap",
    _("一个人同时在两张床上"),
    _("请在方舱页结束不对的那一条。"),
)
def _overlapping_stays(community: UUID) -> Iterator[Violation]:
    by_person = defaultdict(list)
    for stay in Stay.objects.filter(community_id=community, resident__isnull=False).order_by(
        "since"
    ):
        by_person[stay.resident_id].append(stay)
    for stays in by_person.values():
        for before, after in pairwise(stays):
            if before.until is None or before.until > after.since:
                yield violation(after, after.bed)
