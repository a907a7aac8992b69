"""Duty: teams, their rosters and shifts, wishes, who sleeps at the post, trips to a hospital."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedField
from wanjia.core.models import CommunityModel, GlobalLookupModel, User
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff


class Team(CommunityModel):
    """A team that shares its shifts; one is called by everybody when a doctor is needed."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    medical = models.BooleanField(default=False)
    pattern = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar = ["-medical", "name"]
        indexes: ClassVar = [models.Index(fields=["community", "name"], name="team_name")]

    def __str__(self) -> str:
        return self.name


class TeamMember(CommunityModel):
    """Who shares a team's shifts."""

    team = TenantForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="teams")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "team", "staff"], name="member_once")
        ]


class Roster(CommunityModel):
    """排班: a team's shifts for some days; a draft until it is published."""

    team = TenantForeignKey(Team, on_delete=models.CASCADE, related_name="rosters")
    first = models.DateField()
    days = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=20)
    need = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-first", "-made_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "team", "published_at"], name="roster_team")
        ]


class Shift(CommunityModel):
    """班次: one person on duty from a moment to a moment."""

    roster = TenantForeignKey(Roster, on_delete=models.CASCADE, related_name="shifts")
    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="shifts")
    day = models.DateField()
    key = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    live = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["starts_at", "key"]
        indexes: ClassVar = [
            models.Index(fields=["community", "live", "starts_at"], name="shift_when"),
            models.Index(fields=["community", "staff", "starts_at"], name="shift_staff"),
        ]


class WishKind(models.TextChoices):
    AWAY = "away", _("不能来")
    DAY_OFF = "day_off", _("想休息")
    NO_NIGHTS = "no_nights", _("不上夜班")


class Wish(CommunityModel):
    """What somebody asks of the next roster; being away is kept always."""

    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=10, choices=WishKind.choices)
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering: ClassVar = ["first"]
        indexes: ClassVar = [models.Index(fields=["community", "staff"], name="wish_staff")]


class Stay(CommunityModel):
    """Somebody lives at the post from a moment until they have been home."""

    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="stays")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["since"]
        indexes: ClassVar = [models.Index(fields=["community", "until"], name="stay_open")]


class Trip(CommunityModel):
    """就医闭环: a resident goes to a hospital and comes back; open until they are home.

    `need` is the request that it answers, if it answers one. `weekdays` ("135": Monday, Wednesday,
    Friday) are those of a trip that repeats: the next card opens when this one closes.
    """

    PERSONAL: ClassVar = frozenset({"why", "hospital"})

    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, related_name="trips")
    need = models.UUIDField(null=True)
    why = models.CharField(max_length=200)
    hospital = models.CharField(max_length=80)
    hospital_phone = models.CharField(max_length=20, blank=True)
    route = models.CharField(max_length=200, blank=True)
    escort = models.CharField(max_length=80, blank=True)
    vehicle = models.CharField(max_length=40, blank=True)
    driver = TenantForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="trips")
    pass_number = models.CharField(max_length=12)
    planned_at = models.DateTimeField(null=True)
    back_by = models.DateTimeField(null=True)
    weekdays = models.CharField(max_length=7, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "returned_at", "cancelled_at"], name="trip_open")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident"],
                condition=models.Q(returned_at__isnull=True, cancelled_at__isnull=True),
                name="trip_one_at_a_time",
            )
        ]


class CalendarLink(GlobalLookupModel):
    """The secret address of one person's shifts; a person has one, a new one ends the old."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token = SealedField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "user"], name="calendar_link_once")
        ]
