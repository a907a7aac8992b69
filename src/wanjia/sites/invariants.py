"""What must hold of sites: nobody is in two beds, whoever was taken is told of."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_noop as _

from wanjia.core.integrity import Violation, invariant, journaled, violation
from wanjia.sites.models import Site, Stay, Transfer

journaled(lambda of: Site.objects.filter(community_id=of), "site.made")
journaled(lambda of: Stay.objects.filter(community_id=of), "stay.began", "transfer.handed_over")
journaled(
    lambda of: Transfer.objects.filter(community_id=of, left_at__isnull=False),
    "transfer.left",
    by="resident",
)


@invariant(
    "stays.overlap",
    _("一个人同时在两张床上"),
    _("请在方舱页结束不对的那一条。"),
)
def _overlap(community: UUID) -> Iterator[Violation]:
    by_person = defaultdict(list)
    for row in Stay.objects.filter(community_id=community, resident__isnull=False).order_by(
        "since"
    ):
        by_person[row.resident_id].append(row)
    for every in by_person.values():
        for before, after in pairwise(every):
            if before.until is None or before.until > after.since:
                yield violation(after, after.bed)
