"""Sites: makeshift hospitals being built and lived in; who is taken where, in which seat."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wanjia.core.encryption.fields import SealedField
from wanjia.core.models import CommunityModel, GlobalLookupModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident
from wanjia.zoning.models import Case


class SiteKind(models.TextChoices):
    SHELTER = "shelter", _("方舱")
    HOSPITAL = "hospital", _("定点医院")


class Site(CommunityModel):
    """方舱、定点医院: a place with beds; a makeshift hospital is first a building project."""

    kind = models.CharField(max_length=10, choices=SiteKind.choices, default=SiteKind.SHELTER)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=160, blank=True)
    beds_planned = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    target_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["started_at", "name"]
        indexes: ClassVar = [models.Index(fields=["community", "closed_at"], name="site_open")]

    def __str__(self) -> str:
        return self.name


class SiteItem(CommunityModel):
    """One thing that must be there before a site opens: how much of it, and what comes first."""

    site = TenantForeignKey(Site, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20)
    unit_en = models.CharField(max_length=20, blank=True)
    target = models.PositiveIntegerField()
    weight = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    after = models.JSONField(default=list)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "site", "key"], name="site_item_once")
        ]


class SiteReport(CommunityModel):
    """What a site said of one item for one hour; append-only, its own journal line.

    `hour` is the local full hour it speaks of. A figure that was beyond the target or went
    backwards was `confirmed` by its sender; the one before it stays.
    """

    item = TenantForeignKey(SiteItem, on_delete=models.CASCADE, related_name="reports")
    hour = models.DateTimeField()
    recorded_at = models.DateTimeField()
    done = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0)
    block = models.CharField(max_length=200, blank=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["hour", "recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "item", "hour"], name="site_report_hour")
        ]


class SiteLink(GlobalLookupModel):
    """The secret of a site's reporting page; older ones are revoked."""

    site = TenantForeignKey(Site, on_delete=models.CASCADE, related_name="links")
    token = SealedField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "site"], name="site_link")]


class Vehicle(CommunityModel):
    """转运车: its plate, its seats, who drives it."""

    plate = models.CharField(max_length=20)
    seats = models.PositiveSmallIntegerField()
    driver = models.CharField(max_length=80, blank=True)
    phone = SealedField(max_length=20, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["plate"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "plate"], name="vehicle_plate")
        ]

    def __str__(self) -> str:
        return self.plate


class Trip(CommunityModel):
    """一趟车: a vehicle, when it leaves, and where it goes."""

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="trips")
    site = TenantForeignKey(Site, on_delete=models.PROTECT, related_name="trips")
    leaves_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["leaves_at"]
        indexes: ClassVar = [models.Index(fields=["community", "leaves_at"], name="trip_leaves")]


class Transfer(CommunityModel):
    """转运: one positive person from the moment they wait until they are home again."""

    PERSONAL: ClassVar = frozenset({"reason", "result", "handed_to"})

    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, related_name="transfers")
    case = TenantForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="transfers")
    reason = models.CharField(max_length=120, blank=True)
    waiting_since = models.DateTimeField()
    trip = TenantForeignKey(Trip, on_delete=models.SET_NULL, null=True, related_name="transfers")
    seat = models.PositiveSmallIntegerField(null=True)
    site = TenantForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="transfers")
    left_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=120, blank=True)
    behind = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["waiting_since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "resident"],
                condition=Q(returned_at__isnull=True, cancelled_at__isnull=True),
                name="transfer_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["community", "trip", "seat"],
                condition=Q(seat__isnull=False, cancelled_at__isnull=True),
                name="transfer_seat_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "left_at", "waiting_since"], name="transfer_waiting")
        ]


class Stay(CommunityModel):
    """在舱: somebody in a bed from a moment until another; beds are counted from these alone.

    `patient` names somebody from elsewhere; a resident of ours is linked.
    """

    PERSONAL: ClassVar = frozenset({"patient"})

    site = TenantForeignKey(Site, on_delete=models.PROTECT, related_name="stays")
    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="stays")
    transfer = TenantForeignKey(Transfer, on_delete=models.PROTECT, null=True, related_name="stays")
    patient = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=20, blank=True)
    bed = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "site", "zone", "bed"],
                condition=Q(until__isnull=True) & ~Q(bed=""),
                name="stay_bed_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "site", "since"], name="stay_site"),
            models.Index(fields=["community", "resident"], name="stay_resident"),
        ]
