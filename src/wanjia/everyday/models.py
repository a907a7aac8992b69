"""Everyday: the mode that a community lives in, and what a committee does on an ordinary day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedJSONField
from wanjia.core.models import CommunityModel, Mode
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling


class ModeSource(models.TextChoices):
    """What a change of mode was about."""

    BY_HAND = "by_hand", _("人工")
    DANGER = "danger", _("危及大家的求助")
    MANY = "many", _("同时多起危及生命的求助")
    POSITIVE = "positive", _("检测阳性")
    CASE = "case", _("病例")
    WARNING = "warning", _("预警")
    ZONES = "zones", _("发布分区")
    ENDED = "ended", _("结束应急")


class ModeDecision(CommunityModel):
    """状态的决定: into which mode the community went, or stayed in, about what; append-only."""

    PERSONAL: ClassVar = frozenset({"note"})

    decided_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    before = models.CharField(max_length=10, choices=Mode.choices)
    after = models.CharField(max_length=10, choices=Mode.choices)
    source = models.CharField(max_length=8, choices=ModeSource.choices)
    about = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "-decided_at"], name="mode_decided"),
        ]


class PlannedVisit(CommunityModel):
    """约定的走访: somebody is to be seen by a moment, beside what the intervals ask.

    It comes from a weather warning, from a door where nobody answered, or from an officer. One is
    open at a time for a person (or a door, without one) and a reason.
    """

    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    about = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "dwelling", "resident", "reason"],
                condition=models.Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="visit_planned_once",
            ),
            models.UniqueConstraint(
                fields=["community", "dwelling", "reason"],
                condition=models.Q(
                    done_at__isnull=True, cancelled_at__isnull=True, resident__isnull=True
                ),
                name="visit_planned_once_door",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "done_at", "due_at"], name="visit_planned"),
        ]


class DoorVisit(CommunityModel):
    """走访: somebody stood at a door, and what came of it; append-only, a line of the diary."""

    PERSONAL: ClassVar = frozenset({"note", "outcome", "reasons"})

    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, related_name="+")
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=16)
    seen = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    need = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["-occurred_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "-occurred_at"], name="visit_diary"),
            models.Index(fields=["community", "dwelling", "-occurred_at"], name="visit_door"),
        ]


class WarningFeed(CommunityModel):
    """预警来源: an address from which weather warnings are read, and how that went last."""

    url = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    failed_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "url"],
                condition=models.Q(ended_at__isnull=True),
                name="warning_feed_once",
            )
        ]


class WeatherWarning(CommunityModel):
    """预警: a message of a weather service that is of here, or may be, and what was decided of it.

    `over_at`: it was cancelled, or another took its place.
    """

    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    hazard = models.CharField(max_length=16, blank=True)
    level = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=8)
    headline = models.CharField(max_length=300)
    headline_en = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    area = models.CharField(max_length=300, blank=True)
    effective_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    visits_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "identifier", "sender"], name="weather_warning_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "over_at", "expires_at"], name="weather_warning_open")
        ]


class Register(CommunityModel):
    """台账: a list that a committee keeps, with its fields as data.

    `about` is what an entry is of: a person, a door, or a place. `roles` see it beside officers.
    """

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=8)
    fields = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    recheck_days = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        indexes: ClassVar = [models.Index(fields=["community", "ended_at"], name="register_open")]

    def __str__(self) -> str:
        return self.name


class RegisterEntry(CommunityModel):
    """台账里的一条: of whom or what, the values by their fields, when it was looked at last."""

    PERSONAL: ClassVar = frozenset({"values", "place"})

    register = TenantForeignKey(Register, on_delete=models.CASCADE, related_name="entries")
    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, null=True, related_name="+")
    resident = TenantForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    values = SealedJSONField(default=dict)
    recorded_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "register", "ended_at"], name="register_entries"),
            models.Index(fields=["community", "dwelling"], name="register_entry_door"),
        ]
