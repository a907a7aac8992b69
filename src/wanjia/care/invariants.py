"""What must hold of care: pairs and errands are told, an errand has what it is for."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from wanjia.care.models import Errand, ErrandItem, Newborn, Pair, Pregnancy
from wanjia.core.integrity import Found, found_in, holds, told

told(lambda community_id: Pair.objects.filter(community_id=community_id), "pair.made")
told(
    lambda community_id: Pair.objects.filter(community_id=community_id, ended_at__isnull=False),
    "pair.ended",
)
told(lambda community_id: Errand.objects.filter(community_id=community_id), "errand.asked")
told(
    lambda community_id: Errand.objects.filter(community_id=community_id, settled_at__isnull=False),
    "errand.settled",
)
told(lambda community_id: Pregnancy.objects.filter(community_id=community_id), "pregnancy.saved")
told(lambda community_id: Newborn.objects.filter(community_id=community_id), "newborn.saved")


@holds(
    "errands.things",
    _("代办没有要买的东西"),
    _("请打电话问清要买什么，另记一张。"),
)
def _errands_without_things(community: UUID) -> Iterator[Found]:
    things = ErrandItem.objects.filter(community_id=community, errand=OuterRef("id"))
    return found_in(Errand.objects.filter(~Exists(things), community_id=community))
