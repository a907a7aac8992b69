"""Alarms: a positive or a fever that somebody must follow up."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident
from wanjia.reports.models.answers import Answer
from wanjia.reports.models.results import TestResult
from wanjia.zoning.models import Case


class AlarmKind(models.TextChoices):
    POSITIVE = "positive", _("检测阳性")
    FEVER = "fever", _("发热")
    RETEST = "retest", _("待单管复核")


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("确认阳性")
    RULED_OUT = "ruled_out", _("复核阴性，排除")
    OTHER = "other", _("其他")


class Alarm(CommunityModel):
    """异常: what a person must follow up until it is closed: a positive or feverish answer, or a
    result after which somebody is sampled again alone.

    Confirmed is only what has a case: the database refuses anything else.
    """

    PERSONAL: ClassVar = frozenset({"kind", "outcome", "verdict"})

    answer = TenantForeignKey(Answer, on_delete=models.CASCADE, null=True, related_name="alarms")
    result = TenantForeignKey(
        TestResult, on_delete=models.CASCADE, null=True, related_name="alarms", db_index=False
    )
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    steps = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    case = TenantForeignKey(
        Case, on_delete=models.CASCADE, null=True, related_name="alarms", db_index=False
    )
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="alarm_open_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="confirmed") | models.Q(case__isnull=False),
                name="alarm_confirmed_has_case",
            ),
            models.CheckConstraint(
                condition=models.Q(answer__isnull=False) | models.Q(result__isnull=False),
                name="alarm_has_cause",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "closed_at", "due_at"], name="alarm_open"),
            models.Index(fields=["community", "result"], name="alarm_result"),
            models.Index(fields=["community", "case"], name="alarm_case"),
        ]
