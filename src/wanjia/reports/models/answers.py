"""Answers of residents and of the people at work to a round."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff, Where
from wanjia.reports.models.rounds import Round, StaffRound
from wanjia.zoning.models import Case


class Antigen(models.TextChoices):
    NEGATIVE = "negative", _("阴性")
    POSITIVE = "positive", _("阳性")
    INVALID = "invalid", _("无效")


class Pcr(models.TextChoices):
    SAMPLED = "sampled", _("已采样")
    NEGATIVE = "negative", _("阴性")
    POSITIVE = "positive", _("阳性")


class AnswerChannel(models.TextChoices):
    HOUSEHOLD = "household", _("扫码")
    DOOR = "door", _("上门")
    PASTE = "paste", _("粘贴")
    EXCEL = "excel", _("表格")
    CALL = "call", _("电话")
    PAPER = "paper", _("纸条")
    LABORATORY = "lab", _("检测机构")


class Answer(CommunityModel):
    """填报: one resident's antigen and temperature for one round; append-only.

    The one measured last is `current`; a correction keeps the earlier one. `at` is when it arrived,
    `measured_at` when a phone measured it, if that was earlier, `confirmed_at` when the same was
    said again, `told` of which fields it speaks itself. `well`: somebody said that the temperature
    is normal, without a number. A health fact.
    """

    PERSONAL: ClassVar = frozenset({"antigen", "pcr", "temperature", "symptoms", "note"})

    round = TenantForeignKey(
        Round, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    resident = TenantForeignKey(
        Resident, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    recorded_at = models.DateTimeField()
    measured_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reported_fields = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=AnswerChannel.choices)
    created_by = models.UUIDField(null=True)
    antigen = models.CharField(max_length=8, choices=Antigen.choices, blank=True)
    pcr = models.CharField(max_length=8, choices=Pcr.choices, blank=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    well = models.BooleanField(default=False)
    symptoms = models.CharField(max_length=80, blank=True)
    where = models.CharField(max_length=12, choices=Where.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "round", "resident"],
                condition=models.Q(current=True),
                name="answer_current_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "resident", "round"], name="answer_resident"),
        ]

    @property
    def measured(self) -> datetime:
        """When it was measured: as the phone says, else when it arrived."""
        return self.measured_at or self.recorded_at


class StaffTest(CommunityModel):
    """What the test of one person at work said in a round; a positive one is an alarm.

    The alarm is due at `due_at` and stays until it is closed, whatever a later test says; confirmed
    it is only with a case. A health fact.
    """

    PERSONAL: ClassVar = frozenset({"antigen", "pcr", "outcome"})

    round = TenantForeignKey(StaffRound, on_delete=models.CASCADE, related_name="tests")
    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="tests")
    antigen = models.CharField(max_length=8, choices=Antigen.choices, blank=True)
    pcr = models.CharField(max_length=8, choices=Pcr.choices, blank=True)
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    owner = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    steps = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    case = TenantForeignKey(Case, on_delete=models.SET_NULL, null=True, db_index=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["community", "closed_at", "due_at"], name="staff_alarm_open")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "round", "staff"], name="staff_test_once")
        ]
