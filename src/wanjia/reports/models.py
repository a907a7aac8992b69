"""Reports: rounds, answers, pastes, test results, alarms, who was near a case."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff, Where
from wanjia.places.models import Dwelling, Stairwell
from wanjia.zoning.models import Case, TestKind, Zone


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


class Antigen(models.TextChoices):
    NEGATIVE = "negative", _("阴性")
    POSITIVE = "positive", _("阳性")
    INVALID = "invalid", _("无效")


class Pcr(models.TextChoices):
    SAMPLED = "sampled", _("已采样")
    NEGATIVE = "negative", _("阴性")
    POSITIVE = "positive", _("阳性")


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


class Way(models.TextChoices):
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
    channel = models.CharField(max_length=10, choices=Way.choices)
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


class Paste(CommunityModel):
    """粘贴: a fragment of chat or 接龙 put in as text."""

    round = TenantForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="pastes")
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    questions = models.JSONField(default=list)
    committed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)


class PasteLine(CommunityModel):
    """A line of a paste with what was read from it.

    None is ever dropped.
    """

    PERSONAL: ClassVar = frozenset({"text", "reading"})

    paste = TenantForeignKey(Paste, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10)
    reading = models.JSONField()
    stored = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "paste", "line"], name="paste_line")
        ]


class HeadCount(CommunityModel):
    """人数: how many of a dwelling a group's list counts for a round, beside how many live there.

    The newest is `current`; one whose paste was taken back is not.
    """

    round = TenantForeignKey(
        Round, on_delete=models.CASCADE, related_name="headcounts", db_index=False
    )
    dwelling = TenantForeignKey(
        Dwelling, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    paste = TenantForeignKey(Paste, on_delete=models.CASCADE, related_name="headcounts")
    line = models.UUIDField()
    recorded_at = models.DateTimeField()
    count = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "round", "dwelling"],
                condition=models.Q(current=True),
                name="headcount_current_once",
            )
        ]


class LessonKind(models.TextChoices):
    SENDER = "sender", _("发言人是谁")
    ALIAS = "alias", _("称呼是谁")
    STAIRWELL = "stairwell", _("群是哪个楼道")
    READING = "reading", _("怎么读")


class Lesson(CommunityModel):
    """教过的: what somebody taught the reader by settling a line or answering a list's question.

    `key` is the nickname, the name or the list; `detail` what was chosen and what was refused, with
    names as places of the household. Forgotten with the round.
    """

    PERSONAL: ClassVar = frozenset({"key", "detail"})

    round = TenantForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="+")
    paste = TenantForeignKey(Paste, on_delete=models.CASCADE, related_name="lessons")
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=LessonKind.choices)
    key = models.CharField(max_length=120, blank=True)
    line = models.UUIDField(null=True)
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="+")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, null=True, related_name="+")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "kind", "key"], name="lesson_key")]


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
