"""Notices: what the committee tells, to whom, who has seen it, what is asked beneath it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel, Role
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.zoning.models import Zone


class Reach(models.TextChoices):
    """What an audience is made of."""

    COMMUNITY = "community", _("全居民区")
    ESTATE = "estate", _("一个小区")
    ZONE = "zone", _("一个区")
    STAIRWELLS = "stairwells", _("几个楼道")
    ROLE = "role", _("一类工作人员")


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


class Notice(CommunityModel):
    """通知: a text in one or two languages for an audience, for as long as it holds.

    Whom it reaches is read anew each time: a door that enters the zone sees its notices, one that
    leaves it no longer does.
    """

    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    reach = models.CharField(max_length=12, choices=Reach.choices)
    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, null=True, related_name="+")
    zone = TenantForeignKey(Zone, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    important = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "state", "-written_at"], name="notice_state")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What `named` calls it on a Chinese page."""
        return self.title

    @property
    def name_en(self) -> str:
        """What `named` calls it on an English page, if it was written in English."""
        return self.title_en


class NoticeStairwell(CommunityModel):
    """A stairwell that a notice was written for, where its reach is some stairwells."""

    notice = TenantForeignKey(Notice, on_delete=models.CASCADE, related_name="doors")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "notice", "stairwell"], name="notice_stairwell_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "stairwell"], name="notice_stairwell")
        ]


class SeenWay(models.TextChoices):
    OPENED = "opened", _("打开过页面")
    TICKED = "ticked", _("点了已读")
    PAPER = "paper", _("门上张贴")


class NoticeSeen(CommunityModel):
    """A household that opened or ticked a notice, or at whose door it was put up on paper."""

    notice = TenantForeignKey(Notice, on_delete=models.CASCADE, related_name="seen_by")
    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=SeenWay.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "notice", "dwelling"], name="notice_seen_once"
            )
        ]


class NoticeAnswer(CommunityModel):
    """回答: an officer's one answer that everyone reads beneath the notice; append-only."""

    notice = TenantForeignKey(Notice, on_delete=models.CASCADE, related_name="answers")
    recorded_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=1000)
    text_en = models.CharField(max_length=2000, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        indexes: ClassVar = [models.Index(fields=["community", "notice"], name="notice_answer")]


class Moderation(models.TextChoices):
    WAITING = "waiting", _("等审核")
    SHOWN = "shown", _("已放行")
    HIDDEN = "hidden", _("不公开")


class Comment(CommunityModel):
    """留言: what a household or somebody of the staff said beneath a notice.

    Others read it only once an officer has let it through, and never whose it is.
    """

    PERSONAL: ClassVar = frozenset({"text"})

    notice = TenantForeignKey(Notice, on_delete=models.CASCADE, related_name="comments")
    dwelling = TenantForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, related_name="comments"
    )
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    text = models.CharField(max_length=500)
    moderation = models.CharField(
        max_length=8, choices=Moderation.choices, default=Moderation.WAITING
    )
    hidden_reason = models.CharField(max_length=200, blank=True)
    answer = TenantForeignKey(
        NoticeAnswer, on_delete=models.SET_NULL, null=True, related_name="comments"
    )

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "notice", "recorded_at"], name="comment_notice"),
            models.Index(fields=["community", "dwelling", "-recorded_at"], name="comment_dwelling"),
            models.Index(fields=["community", "moderation"], name="comment_moderation"),
        ]
