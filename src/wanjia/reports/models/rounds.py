"""Rounds: what a zone or the people at work must report, and when."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.zoning.models import Zone


class Round(CommunityModel):
    """轮次: one time window in which everyone in a zone must report.

    What it asks (`wants`), of whom (`who`) and from when a temperature is a fever are those of the
    zone's protocol at the time of its opening. A round that somebody called beside them has its
    `reason`.
    """

    zone = TenantForeignKey(Zone, on_delete=models.CASCADE, related_name="rounds")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    wants = models.JSONField(default=list)
    who = models.CharField(max_length=10, default="residents")
    fever = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal("37.3"))
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    created_by = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["opens_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "zone", "key"], name="round_key")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "opens_at"], name="round_opens")]


class StaffRound(CommunityModel):
    """上岗人员检测: one time window in which those at work in some zones are tested, once each."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    wants = models.JSONField(default=list)
    zones = models.JSONField(default=list)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["opens_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "key"], name="staff_round_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "opens_at"], name="staff_round_opens")
        ]
