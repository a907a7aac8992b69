"""Test results of laboratories, tubes, and who need not be tested."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident
from wanjia.zoning.models import Case, TestKind


class Finding(models.TextChoices):
    WAITING = "waiting", _("待出结果")
    NEGATIVE = "negative", _("阴性")
    POSITIVE = "positive", _("阳性")
    UNCLEAR = "unclear", _("可疑，要再测")
    INVALID = "invalid", _("无效，要重采")


class Source(models.TextChoices):
    FORM = "form", _("手工录入")
    WORKBOOK = "workbook", _("表格导入")
    FHIR = "fhir", _("接口")


class TestResult(CommunityModel):
    """检测结果: what a test of one person, or of a pooled tube of several, said.

    `pool` is how many a tube of its kind may hold, `ct` the value of each gene, `others` who is in
    the tube by its list and not in our register, in the list's own words. `settles` is the
    alarm that it was taken for or cleared, `case` what it made. A health fact.
    """

    __test__ = False
    PERSONAL: ClassVar = frozenset({"kind", "tube", "finding", "ct", "others"})

    kind = models.CharField(max_length=10, choices=TestKind.choices)
    pool = models.PositiveSmallIntegerField(default=1)
    tube = models.CharField(max_length=40, blank=True)
    sampled_at = models.DateTimeField()
    place = models.CharField(max_length=80, blank=True)
    finding = models.CharField(max_length=10, choices=Finding.choices, default=Finding.WAITING)
    ct = models.JSONField(default=dict)
    laboratory = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(null=True)
    others = models.JSONField(default=list)
    settles = models.UUIDField(null=True)
    case = TenantForeignKey(
        Case, on_delete=models.SET_NULL, null=True, related_name="results", db_index=False
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-sampled_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "kind", "tube", "sampled_at"],
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(tube=""),
                name="result_tube_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-sampled_at"], name="result_sampled"),
            models.Index(fields=["community", "case"], name="result_case"),
        ]


class TestedPerson(CommunityModel):
    """A resident whose sample is in a tube."""

    __test__ = False
    result = TenantForeignKey(
        TestResult, on_delete=models.CASCADE, related_name="people", db_index=False
    )
    resident = TenantForeignKey(
        Resident, on_delete=models.CASCADE, related_name="tests", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "result", "resident"], name="tested_person_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "resident"], name="tested_person_resident")
        ]


class TestExemption(CommunityModel):
    """免检: from which tests somebody is let off by the protocol, from when until when.

    A recovered person for some months; whoever waits for the single test after a positive pool
    (`alarm`), until it is there. A health fact.
    """

    __test__ = False
    PERSONAL: ClassVar = frozenset({"reason"})

    resident = TenantForeignKey(
        Resident, on_delete=models.CASCADE, related_name="exemptions", db_index=False
    )
    antigen = models.BooleanField()
    pcr = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=80)
    alarm = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["community", "resident"], name="exemption_resident"),
            models.Index(fields=["community", "alarm"], name="exemption_alarm"),
        ]
