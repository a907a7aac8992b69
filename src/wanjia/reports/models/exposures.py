"""Who was near a case: visits and contacts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff
from wanjia.zoning.models import Case


class PlaceKind(models.TextChoices):
    GATE = "gate", _("小区门口")
    SHOP = "shop", _("商店、菜场")
    LIFT = "lift", _("电梯")
    QUEUE = "queue", _("排队采样")
    ROUND = "round", _("志愿者上门")
    OTHER = "other", _("其他地方")


class Visit(CommunityModel):
    """到过的地方: where a case was before it was known, from when until when. A health fact."""

    PERSONAL: ClassVar = frozenset({"place"})

    case = TenantForeignKey(Case, on_delete=models.CASCADE, related_name="visits", db_index=False)
    kind = models.CharField(max_length=8, choices=PlaceKind.choices)
    place = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        indexes: ClassVar = [models.Index(fields=["community", "case"], name="visit_case")]


class ExposureKind(models.TextChoices):
    CLOSE = "close", _("密接者")
    SECOND = "second", _("次密接")


class CloseContact(CommunityModel):
    """密接: who was near a case; proposed by rule with the reason, confirmed by a person.

    A resident, one of the staff, or (`name`) somebody from elsewhere. `until` and `tests` are by
    the protocol that stood when it was confirmed. A health fact.
    """

    PERSONAL: ClassVar = frozenset({"kind", "relation", "name", "words", "reason"})

    case = TenantForeignKey(Case, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    resident = TenantForeignKey(
        Resident, on_delete=models.CASCADE, null=True, related_name="exposures", db_index=False
    )
    staff = TenantForeignKey(
        Staff, on_delete=models.CASCADE, null=True, related_name="exposures", db_index=False
    )
    name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=ExposureKind.choices)
    relation = models.CharField(max_length=16)
    words = models.CharField(max_length=160, blank=True)
    last_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField(max_length=80, blank=True)
    protocol = models.CharField(max_length=40, blank=True)
    tests = models.JSONField(default=list)
    until = models.DateField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "relation", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "case", "resident"], name="contact_resident_once"
            ),
            models.UniqueConstraint(
                fields=["community", "case", "staff"], name="contact_staff_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "until"], name="close_contact_until"),
            models.Index(fields=["community", "resident"], name="close_contact_resident"),
        ]
