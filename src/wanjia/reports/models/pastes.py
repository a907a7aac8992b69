"""Pasted texts: their lines, head counts and what was learned from them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling, Stairwell
from wanjia.reports.models.rounds import Round


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
