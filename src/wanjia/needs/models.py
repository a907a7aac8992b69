"""Needs: anything a resident asks for, its way through seven steps, and what was said of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedField
from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Dwelling


class Channel(models.TextChoices):
    PHONE = "phone", _("电话")
    HOUSEHOLD = "household", _("扫码")
    PASTE = "paste", _("粘贴")
    RELATIVE = "relative", _("亲属")
    DOOR = "door", _("上门")
    PAPER = "paper", _("纸条")
    MESSAGE = "message", _("来信")
    OPEN311 = "open311", _("开放接口")
    NOTE = "note", _("工作记录")


class Category(models.TextChoices):
    MEDICAL_EMERGENCY = "medical_emergency", _("急救")
    MEDICAL_APPOINTMENT = "medical_appointment", _("就医")
    MEDICINE = "medicine", _("配药")
    PREGNANCY = "pregnancy", _("孕产")
    INFANT = "infant", _("婴儿")
    MENTAL_HEALTH = "mental_health", _("心理")
    FOOD = "food", _("食物")
    WATER_POWER_GAS = "water_power_gas", _("水电燃气")
    REPAIR = "repair", _("维修")
    WASTE = "waste", _("垃圾")
    EXIT_PERMIT = "exit_permit", _("出门")
    TEST_RESULT = "test_result", _("检测")
    DISPUTE = "dispute", _("纠纷")
    PET = "pet", _("宠物")
    INFORMATION = "information", _("询问")
    OTHER = "other", _("其他")


class Urgency(models.IntegerChoices):
    NOW = 1, _("危及生命")
    DAY = 2, _("一天之内")
    DAYS = 3, _("几天之内")
    CALM = 4, _("不急")


class Need(CommunityModel):
    """求助: what was asked, how urgent it is and why, by when it is promised, and how far it is.

    The asker need not be the one in need. While `waiting_since` is set the clock stands still: we
    wait for the asker's word. Nothing closes by itself. `dwelling_maybe`: a line of a chat named no
    door and was given that of the line before it, which may be another's.

    `verdict` is the whole of what triage said when it was opened; `unsure` says that its doubt
    still stands, and `answers` what was answered to its questions, by whom and when. A need that is
    closed without `verified_at` waits for somebody else, or the asker, to say that it is true.
    """

    PERSONAL: ClassVar = frozenset(
        {
            "text",
            "category",
            "reason",
            "asker",
            "asker_phone",
            "verdict",
            "answers",
            "reached",
            "outcome",
        }
    )

    dwelling = TenantForeignKey(Dwelling, on_delete=models.PROTECT, null=True, related_name="needs")
    dwelling_maybe = models.BooleanField(default=False)
    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="needs")
    asker = models.CharField(max_length=80, blank=True)
    asker_phone = SealedField(max_length=20, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    text = models.TextField()
    category = models.CharField(max_length=24, choices=Category.choices)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    reason = models.CharField(max_length=200, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)
    overruled = models.BooleanField(default=False)
    unsure = models.BooleanField(default=False)
    verdict = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    owner = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    helper = TenantForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="needs")
    dispatched_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by_name = models.CharField(max_length=80, blank=True)
    waiting_since = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    reached = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["urgency", "opened_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "closed_at", "urgency"], name="need_open"),
            models.Index(fields=["community", "dwelling"], name="need_dwelling"),
        ]


class NoteKind(models.TextChoices):
    VOICE = "voice", _("又有人来说")
    NOTE = "note", _("记一笔")
    ANSWER = "answer", _("回复")
    ASKED_BACK = "asked_back", _("问对方")
    ASKER = "asker", _("对方说")


class NeedNote(CommunityModel):
    """What was said of a need after it was opened; append-only, its own journal line."""

    PERSONAL: ClassVar = frozenset({"text"})

    need = TenantForeignKey(Need, on_delete=models.CASCADE, related_name="notes")
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    text = models.CharField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        indexes: ClassVar = [models.Index(fields=["community", "need"], name="need_note")]


class OverruleWay(models.TextChoices):
    INTAKE = "intake", _("接电话时定的")
    RETRIAGE = "retriage", _("后来改的")
    ANSWERS = "answers", _("两句问答定的")


class Overrule(CommunityModel):
    """改判: where an officer said otherwise than triage. It trains the committee's own triage.

    The text bears no name, door or number; it is forgotten with its need.
    """

    PERSONAL: ClassVar = frozenset({"text", "reason"})

    need = TenantForeignKey(Need, on_delete=models.CASCADE, related_name="overrules")
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    occasion = models.CharField(max_length=12, choices=OverruleWay.choices)
    text = models.TextField()
    category = models.CharField(max_length=24, choices=Category.choices)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    reason = models.CharField(max_length=200, blank=True)
    triage_category = models.CharField(max_length=24, choices=Category.choices)
    triage_urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    triage_unsure = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "recorded_at"], name="need_overrule"),
            models.Index(fields=["community", "need"], name="need_overrule_of"),
        ]
