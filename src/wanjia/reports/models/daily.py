"""Daily reports as they were sealed, and what was learned later."""

from typing import ClassVar

from django.db import models

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey


class SealedReport(CommunityModel):
    """封存的日报: the figures of a past day as they were at its cut-off; they never change.

    `checksum` is of the figures, which hold the checksum of each block of rows. `known` are the
    figures as they are known since, where they differ. Once what was counted is forgotten
    (`facts_forgotten`) only figures are left.
    """

    day = models.DateField()
    figures = models.JSONField()
    checksum = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    facts_forgotten = models.BooleanField(default=False)
    known = models.JSONField(null=True)
    known_mark = models.CharField(max_length=200, blank=True)
    known_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.UUIDField(null=True)
    reported_by_name = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.UUIDField(null=True)
    checked_by_name = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)
    received_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "day"], name="sealed_day_once")
        ]


class SealedRows(CommunityModel):
    """Up to some hundred rows behind a figure of a sealed report: who, where, what.

    Each row is ids and a code: names are looked up, so that who is forgotten is forgotten here.
    """

    PERSONAL: ClassVar = frozenset({"rows"})

    report = TenantForeignKey(
        SealedReport, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )
    key = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    count = models.PositiveSmallIntegerField()
    rows = models.JSONField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "report", "key", "number"], name="sealed_rows_once"
            )
        ]


class LateChange(CommunityModel):
    """更正: what was learned of a sealed day later; append-only."""

    report = TenantForeignKey(
        SealedReport, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=240, blank=True)
    before = models.FloatField()
    after = models.FloatField()
    learned_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["learned_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "report", "learned_at"], name="late_change")
        ]
