"""What must hold of care: pairs and errands are told, an errand has what it is for."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from wanjia.care.models import Errand, ErrandItem, Newborn, Pair, Pregnancy
from wanjia.core.integrity import Violation, invariant, journaled, violations_in

journaled(lambda of: Pair.objects.filter(community_id=of), "pair.made")
journaled(lambda of: Pair.objects.filter(community_id=of, ended_at__isnull=False), "pair.ended")
journaled(lambda of: Errand.objects.filter(community_id=of), "errand.asked")
journaled(
    lambda of: Errand.objects.filter(community_id=of, settled_at__isnull=False), "errand.settled"
)
journaled(lambda of: Pregnancy.objects.filter(community_id=of), "pregnancy.saved")
journaled(lambda of: Newborn.objects.filter(community_id=of), "newborn.saved")


@invariant(
    "errands.things",
    _("代办没有要买的东西"),
    _("请打电话问清要买什么，另记一张。"),
)
def _nothing(community: UUID) -> Iterator[Violation]:
    things = ErrandItem.objects.filter(community_id=community, errand=OuterRef("id"))
    return violations_in(Errand.objects.filter(~Exists(things), community_id=community))
