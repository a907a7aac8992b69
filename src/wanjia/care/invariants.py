"""What must hold of care: pairs and errands are told, an errand has what it is for."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from wanjia.care.models import Errand, ErrandItem, Newborn, Pair, Pregnancy
from wanjia.core.integrity import Violation, invariant, journaled, violations_in

journaled(lambda community_id: Pair.objects.filter(community_id=community_id), "pair.made")
journaled(
    lambda community_id: Pair.objects.filter(community_id=community_id, ended_at__isnull=False),
    "pair.ended",
)
journaled(lambda community_id: Errand.objects.filter(community_id=community_id), "errand.asked")
journaled(
    lambda community_id: Errand.objects.filter(community_id=community_id, settled_at__isnull=False),
    "errand.settled",
)
journaled(
    lambda community_id: Pregnancy.objects.filter(community_id=community_id), "pregnancy.saved"
)
journaled(lambda community_id: Newborn.objects.filter(community_id=community_id), "newborn.saved")


@invariant(
    "errands.things",
    _("代办没有要买的东西"),
    _("请打电话问清要买什么，另记一张。"),
)
def _errands_without_things(community: UUID) -> Iterator[Violation]:
    things = ErrandItem.objects.filter(community_id=community, errand=OuterRef("id"))
    return violations_in(Errand.objects.filter(~Exists(things), community_id=community))
