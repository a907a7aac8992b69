"""What must hold of people: a door has one live link, a photo is told."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_noop as _

from wanjia.core.integrity import Violation, invariant, journaled, violations_in
from wanjia.people.models import HouseholdLink, Photo, Resident
from wanjia.places.models import Dwelling

journaled(lambda of: Photo.objects.filter(community_id=of), "photo.kept")
journaled(
    lambda of: Photo.objects.filter(community_id=of, removed_at__isnull=False), "photo.removed"
)


@invariant(
    "links.one",
    _("一户有几个二维码同时有效"),
    _("请在住户页换一张新码，旧的就都作废。"),
)
def _links_elsewhere(community: UUID) -> Iterator[Violation]:
    live = HouseholdLink.objects.filter(community_id=community, revoked_at=None)
    many = live.values("dwelling").annotate(n=Count("id")).filter(n__gt=1).order_by()
    doors = Dwelling.objects.filter(
        community_id=community, id__in=[row["dwelling"] for row in many]
    )
    return violations_in(doors, lambda one: one.door)


@invariant(
    "residents.photo_gone",
    _("照片是空的，却没有记为删去"),
    _("请在住户页删去，再拍一张。"),
)
def _empty_values(community: UUID) -> Iterator[Violation]:
    rows = Photo.objects.filter(community_id=community, removed_at=None, data=b"")
    return violations_in(rows.defer("data"))


@invariant(
    "residents.exempt",
    _("免报没有写原因"),
    _("请在居民页写上原因，或取消免报。"),
)
def _exempt_without_end(community: UUID) -> Iterator[Violation]:
    rows = Resident.objects.filter(
        community_id=community, exempt_until__isnull=False, exempt_reason="", left_at=None
    )
    return violations_in(rows.select_related("dwelling"), lambda row: row.dwelling.door)
