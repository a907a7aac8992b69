"""What every floor stands on: the community, its users and their roles, the journal."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedField, SealedJSONField
from wanjia.core.ids import new_id
from wanjia.core.tenancy.fields import TenantForeignKey, TenantManager


class Level(models.TextChoices):
    """What an area is, from the widest to the narrowest."""

    CITY = "city", _("市级")
    DISTRICT = "district", _("区级")
    TOWN = "town", _("街镇级")


class Area(models.Model):
    """辖区: a city, a district or a town above the communities; read everywhere, no community's.

    `code` is its statistical code.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.CharField(max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "name"], name="area_name")
        ]

    def __str__(self) -> str:
        return self.name


class Mode(models.TextChoices):
    """状态: in what state a community lives; Today, navigation and households' pages follow it."""

    ORDINARY = "ordinary", _("平常")
    EMERGENCY = "emergency", _("应急")


class Community(models.Model):
    """居民区: what one committee serves; the tenant. `area` is whose office it answers to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    town = models.CharField(max_length=80, blank=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, related_name="communities")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    # `https://host` that phones open; empty is the address of whoever prints a code.
    public_address = models.CharField(max_length=200, blank=True, default="")
    address_reached = models.BooleanField(default=False)
    setting_up = models.BooleanField(default=False)  # founded by a link, and not ready yet
    # From which day on the days of the daily report end at which hour: [["2022-04-20", 17]].
    report_hours = models.JSONField(default=list)
    # Whose street team collects the infected waste; None is the community's own.
    waste_team = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    setup_aside = models.JSONField(default=list)  # steps of the setting up left for later
    practice = models.BooleanField(default=False)  # invented, to be thrown away
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ORDINARY)
    mode_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CommunityModel(models.Model):
    """The base of every row that belongs to a community; what it points to is of the same one.

    A row is saved, read again and deleted by its community and its id: in a city the community
    says on which node it lies.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects = TenantManager()

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *more: Any) -> Any:
        rows = base_qs.filter(community_id=self.community_id)
        kept = [value for value in values if value[0].name != "community"]  # a row never moves
        return super()._do_update(rows, using, pk_val, kept, *more)

    def refresh_from_db(
        self, using: Any = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """As Django's, within the row's community."""
        if "community_id" in self.__dict__:
            rows = type(self)._base_manager.all() if from_queryset is None else from_queryset
            from_queryset = rows.filter(community_id=self.community_id)
        super().refresh_from_db(using, fields, from_queryset)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """As Django's, with what points to the row; the object itself stays as it was."""
        return type(self).objects.filter(community_id=self.community_id, pk=self.pk).delete()


class GlobalLookupModel(CommunityModel):
    """The base of rows that are found before their community is known: by a secret, or by who
    signs in. In a city each node keeps a copy of such a table, so it must stay small."""

    class Meta:
        abstract = True


class User(AbstractUser):
    """An account that signs in; what it may see is in its memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Device(models.Model):
    """A device that somebody signed in on, until they sign out there or it is ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    form_key = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "-seen_at"], name="device_seen"),
            models.Index(fields=["form_key"], name="device_form_key"),
        ]


class Draft(models.Model):
    """What somebody typed and could not send, sealed: see kernel/drafts.py."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    digest = models.CharField(max_length=40)
    content = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="draft_once")
        ]


class Misses(models.Model):
    """How often somebody was wrong, and until when that counts: see kernel/throttle.py."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)


class SealCanary(models.Model):
    """One row that is sealed: with another key than the database's it does not open. See
    kernel/canary.py."""

    song = SealedField(max_length=20)


class Role(models.TextChoices):
    """What a person is to the community; sight follows from it."""

    HEAD = "head", _("居委会主任")
    DESK = "desk", _("值班社工")
    GRID = "grid", _("网格员")
    DOCTOR = "doctor", _("家庭医生")
    STEWARD = "steward", _("物业管家")
    VOLUNTEER = "volunteer", _("志愿者")
    TOWN = "town", _("街镇")


class Membership(GlobalLookupModel):
    """A user's role in a community."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "user", "role"], name="membership_once")
        ]


class Office(models.Model):
    """值班室: a user who works for an area and sees figures of the communities in it, no person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="office")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="offices")


class Entry(CommunityModel):
    """日志: one act, with who, what, when, before and after; only ever appended.

    Forgetting alone changes one: names, doors and health facts go, type, time, role and counts
    stay, and `forgotten_at` says since when.
    """

    occurred_at = models.DateTimeField()
    type = models.CharField(max_length=40)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=12, blank=True)
    subject = models.UUIDField(null=True)
    dwelling = models.UUIDField(null=True)
    before = SealedJSONField(null=True)
    after = SealedJSONField(null=True)
    undoes = models.UUIDField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-occurred_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "-occurred_at"], name="entry_at"),
            models.Index(fields=["community", "type", "-occurred_at"], name="entry_type"),
            models.Index(fields=["community", "subject"], name="entry_subject"),
            models.Index(fields=["community", "dwelling", "-occurred_at"], name="entry_dwelling"),
        ]


class Submission(CommunityModel):
    """One content that came with an id, and what it became: see kernel/idempotency.py."""

    kind = models.CharField(max_length=40)
    sent = models.UUIDField()
    fingerprint = models.CharField(max_length=40)
    made = models.UUIDField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "sent", "kind", "fingerprint"], name="submission_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "received_at"], name="submission_at")
        ]


class ApiKey(GlobalLookupModel):
    """接口密钥: lets a program act as one membership; only the token's SHA-256 is kept."""

    membership = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            # A token says which community it is of: it is looked up before the community is known.
            models.UniqueConstraint(fields=["digest"], name="apikey_digest")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-created_at"], name="apikey_created")
        ]
