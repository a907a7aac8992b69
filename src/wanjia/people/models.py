"""People: residents and what is known of their needs of care; staff; contacts; household links."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedField
from wanjia.core.models import CommunityModel, GlobalLookupModel, Role, User
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.risk_kinds import check_risk_kind, risk_name
from wanjia.places.models import Dwelling
from wanjia.risks import LONGEST_KEY


class Where(models.TextChoices):
    HOME = "home", _("在家")
    AWAY = "away", _("外出")
    HOSPITAL = "hospital", _("住院")
    WORK = "work", _("单位")
    MOVED_OUT = "transferred", _("已转运")


class Resident(CommunityModel):
    """居民: a person living in a dwelling. Personal fields are listed in `PERSONAL`.

    `moved_in_at` is None for who has lived here since before anybody wrote it down.
    """

    PERSONAL: ClassVar = frozenset(
        {"name", "pinyin", "initials", "id_number", "birth", "phone", "phone2", "note"}
    )

    dwelling = TenantForeignKey(Dwelling, on_delete=models.PROTECT, related_name="residents")
    name = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=160, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth = models.DateField(null=True)
    id_number = SealedField(max_length=40, blank=True)
    phone = SealedField(max_length=20, blank=True)
    phone2 = SealedField(max_length=20, blank=True)
    relation = models.CharField(max_length=20, blank=True)
    register = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=12, choices=Where.choices, default=Where.HOME)
    exempt_until = models.DateField(null=True)
    exempt_reason = models.CharField(max_length=80, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)
    moved_in_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["sort", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "dwelling"], name="resident_dwelling"),
            models.Index(fields=["community", "name"], name="resident_name"),
            models.Index(fields=["community", "initials"], name="resident_initials"),
            models.Index(fields=["community", "phone"], name="resident_phone"),
            models.Index(fields=["community", "id_number"], name="resident_id_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Risk(CommunityModel):
    """Why a person needs care, where that is known from, and until when. A health fact."""

    PERSONAL: ClassVar = frozenset({"kind", "detail"})

    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(max_length=LONGEST_KEY, validators=[check_risk_kind])
    detail = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True)
    confirmed = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["community", "resident"], name="risk_resident"),
            models.Index(fields=["community", "kind"], name="risk_kind"),
        ]

    @property
    def kind_name(self) -> str:
        """What the kind is called."""
        return risk_name(self.kind)


class Staff(CommunityModel):
    """A person who serves the community: officer, doctor, steward or volunteer."""

    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role.choices)
    phone = SealedField(max_length=20, blank=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="staff")
    resident = TenantForeignKey(
        Resident, on_delete=models.SET_NULL, null=True, related_name="staff"
    )
    skills = models.JSONField(default=list)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["role", "name"]
        indexes: ClassVar = [models.Index(fields=["community", "role"], name="staff_role")]

    def __str__(self) -> str:
        return self.name


class ContactWay(models.TextChoices):
    CALL = "call", _("电话")
    DOOR = "door", _("上门")
    VIDEO = "video", _("视频")
    MESSAGE = "message", _("消息")


class ContactOutcome(models.TextChoices):
    WELL = "well", _("平安")
    NEEDS = "needs", _("有需求")
    NO_ANSWER = "no_answer", _("无人接听")
    WRONG_NUMBER = "wrong_number", _("号码不对")
    WILL_REPORT = "will_report", _("马上填报")
    REFUSED = "refused", _("拒绝")


class Contact(CommunityModel):
    """联系: a person spoke with a resident or tried to; append-only, its own journal line."""

    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, related_name="contacts")
    occurred_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=8, choices=ContactWay.choices)
    outcome = models.CharField(max_length=16, choices=ContactOutcome.choices)
    next_step = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-occurred_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "resident", "-occurred_at"], name="contact_resident")
        ]


class HouseholdLink(GlobalLookupModel):
    """The secret of a household's QR page; a dwelling has one at a time, older ones are revoked."""

    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="links")
    token = SealedField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "dwelling"], name="link_dwelling")]


class Invitation(GlobalLookupModel):
    """邀请: a code that lets one person in, once; only its SHA-256 is kept.

    `user` is whom it made, or whose it is when it lets somebody in again.
    """

    staff = TenantForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["community", "-made_at"], name="invitation_made")]


class Photo(CommunityModel):
    """照片: taken at a door or sent by a household, of one subject (a round, a request)."""

    PERSONAL: ClassVar = frozenset({"data"})

    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    subject = models.UUIDField()
    recorded_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    data = models.BinaryField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "subject"], name="photo_subject"),
            models.Index(fields=["community", "dwelling"], name="photo_dwelling"),
        ]


class Asked(models.TextChoices):
    """What a household may ask to have put right."""

    NAME = "name", _("姓名")
    PHONE = "phone", _("电话")
    PHONE2 = "phone2", _("备用电话")
    ID_NUMBER = "id_number", _("证件号")
    BIRTH = "birth", _("出生日期")
    OTHER = "other", _("其他")


class Correction(CommunityModel):
    """更正: what a household says is wrong of itself, until an officer accepts or refuses it."""

    PERSONAL: ClassVar = frozenset({"reported_value"})

    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    resident = TenantForeignKey(
        Resident, on_delete=models.CASCADE, null=True, related_name="corrections"
    )
    what = models.CharField(max_length=10, choices=Asked.choices)
    reported_value = SealedField(max_length=200)
    recorded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "settled_at", "recorded_at"], name="correction_open"),
            models.Index(fields=["community", "dwelling"], name="correction_door"),
        ]
