"""Channels: the groups that a committee writes to, the outbox that survives a restart, and the
inboxes by which residents write."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.channels.backends import backend_of
from wanjia.core.encryption.fields import SealedField
from wanjia.core.models import CommunityModel, GlobalLookupModel, Role
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.notices.models import Reach
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.zoning.models import Zone

# By when somebody has looked at what came in.
LISTEN_WITHIN = timedelta(minutes=5)  # a voice, a picture, a place: nobody knows what it says
READ_WITHIN = timedelta(minutes=30)  # words that triage found calm, or nobody's door


# The channels that are no robot: a person's hand, and the outbox's file.
HAND, FILE = "hand", "file"


class WrittenTo:
    """What is written to by a channel: `way` is the key of one of `channels/backends/`."""

    channel: str

    @property
    def channel_name(self) -> str | Promise:
        """What the channel is called."""
        return backend_of(self.channel).name


class Group(WrittenTo, CommunityModel):
    """群: up to 500 people of an estate, a zone, some stairwells or a role of the staff.

    `secret` is the robot's address: whoever has it can write into the group, so it is typed in
    and never shown again, and stands in no journal line.
    """

    PERSONAL: ClassVar = frozenset({"secret"})

    name = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, default=HAND)
    secret = SealedField(max_length=500, blank=True)
    reach = models.CharField(max_length=12, choices=Reach.choices)
    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, null=True, related_name="+")
    zone = TenantForeignKey(Zone, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    people = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["community", "ended_at"], name="group_ended")]

    def __str__(self) -> str:
        return self.name


class GroupStairwell(CommunityModel):
    """A stairwell whose people are in a group."""

    group = TenantForeignKey(Group, on_delete=models.CASCADE, related_name="doors")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "group", "stairwell"], name="group_stairwell_once"
            )
        ]


class Status(models.TextChoices):
    WAITING = "waiting", _("待发")
    SENT = "sent", _("已发出")
    FAILED = "failed", _("没发出去")
    REFUSED = "refused", _("不能发")
    BY_HAND = "by_hand", _("待人工转发")
    DONE = "done", _("已人工转发")
    CANCELLED = "cancelled", _("已取消")


class Message(WrittenTo, CommunityModel):
    """消息: one text for one group, until it is sent, told to be copied by hand, or given up.

    It is sent at least once: `lease_until` is set before it leaves and cleared once its sending is
    noted. When the program stops between the two, it is sent again, and `maybe_twice` says so.
    """

    group = TenantForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="messages")
    channel = models.CharField(max_length=10)
    recipient = models.CharField(max_length=80)
    text = models.TextField()
    subject = models.UUIDField(null=True)
    part = models.PositiveSmallIntegerField(default=1)
    dedupe = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=Status.choices)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    maybe_twice = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "part", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "dedupe"], name="message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "status", "next_try_at"], name="message_due"),
            models.Index(fields=["community", "group", "tried_at"], name="message_rate"),
            models.Index(fields=["community", "subject"], name="message_subject"),
            models.Index(fields=["community", "-made_at"], name="message_made"),
        ]


class InboxKind(models.TextChoices):
    WECHAT = "wechat", _("微信公众号")
    HOOK = "hook", _("其他程序（Webhook）")


class Inbox(GlobalLookupModel):
    """来信口: an address that messages of residents come in by, and the secrets that sign them."""

    PERSONAL: ClassVar = frozenset({"secret", "key"})

    kind = models.CharField(max_length=10, choices=InboxKind.choices)
    address = SealedField(max_length=43, unique=True)
    secret = SealedField(max_length=64)
    key = SealedField(max_length=64, blank=True)
    account = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["kind", "-made_at", "id"]
        indexes: ClassVar = [models.Index(fields=["community", "ended_at"], name="inbox_ended")]


class Sender(CommunityModel):
    """Who writes, as the other side names them, and which household that is, once it is known."""

    PERSONAL: ClassVar = frozenset({"name"})

    inbox = TenantForeignKey(Inbox, on_delete=models.CASCADE, related_name="senders")
    name = SealedField(max_length=64)
    dwelling = TenantForeignKey(Dwelling, on_delete=models.SET_NULL, null=True, related_name="+")
    tied_at = models.DateTimeField(null=True)
    tied_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "inbox", "name"], name="sender_once")
        ]


class Heard(models.TextChoices):
    WAITING = "waiting", _("待处理")
    TAKEN = "taken", _("已记下")
    ASIDE = "aside", _("不用处理")


class Incoming(CommunityModel):
    """来信: a resident's message, what became of it, and what was answered; none is dropped.

    `media` is how a picture, voice, video or place is opened again, as the other side gave it.
    """

    PERSONAL: ClassVar = frozenset({"text", "reply", "media"})

    sender = TenantForeignKey(Sender, on_delete=models.CASCADE, related_name="letters")
    inbox = TenantForeignKey(Inbox, on_delete=models.CASCADE, related_name="letters")
    known_as = models.CharField(max_length=120)
    nonce = models.CharField(max_length=80, null=True)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    media = models.JSONField(default=dict)
    reply = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Heard.choices)
    paste = models.UUIDField(null=True)
    need = models.UUIDField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "inbox", "known_as"], name="incoming_once"
            ),
            models.UniqueConstraint(fields=["community", "inbox", "nonce"], name="incoming_nonce"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "status", "-received_at"], name="incoming_stand"),
            models.Index(fields=["community", "sender", "-received_at"], name="incoming_sender"),
        ]

    @property
    def is_unread(self) -> bool:
        """Whether nothing of it could be read: somebody must look or listen."""
        return self.kind not in ("text", "event") and not self.text.strip()

    @property
    def due_at(self) -> datetime:
        """By when somebody must have looked at it while it waits."""
        return self.received_at + (LISTEN_WITHIN if self.is_unread else READ_WITHIN)
