"""Zoning: cases, plans, what is in force from when, grids and guard posts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Dwelling, Estate, Stairwell


class TestKind(models.TextChoices):
    __test__ = False
    PCR = "pcr", _("核酸")
    ANTIGEN = "antigen", _("抗原")
    CLINICAL = "clinical", _("临床诊断")


class Case(CommunityModel):
    """病例: a positive person and where they live or were.

    Where the home is not known yet, or outside, `place` is what was told of it, and the case asks
    for its home until somebody knows. A health fact.
    """

    PERSONAL: ClassVar = frozenset({"resident", "note", "place", "onset_on"})

    dwelling = TenantForeignKey(Dwelling, on_delete=models.PROTECT, null=True, related_name="cases")
    place = models.CharField(max_length=120, blank=True)
    onset_on = models.DateField(null=True)
    resident = TenantForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="cases")
    test = models.CharField(max_length=10, choices=TestKind.choices)
    sampled_at = models.DateTimeField()
    told_by = models.CharField(max_length=80)
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    moved_out_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "-recorded_at"], name="case_recorded")
        ]


class Publication(CommunityModel):
    """One act that puts zones of an estate in force from a moment."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="publications")
    published_at = models.DateTimeField()
    in_force_from = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    protocol = models.CharField(max_length=40)
    plan = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-published_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "estate", "-published_at"], name="publication_estate")
        ]


class Zone(CommunityModel):
    """区: stairwells under one class from a moment, under the protocol it was made with."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="zones")
    publication = TenantForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="zones"
    )
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    klass = models.CharField(max_length=20)
    protocol = models.CharField(max_length=40)
    protocol_version = models.CharField(max_length=20, blank=True)
    came_from = TenantForeignKey("self", on_delete=models.SET_NULL, null=True)
    started_at = models.DateTimeField()
    clock_from = models.DateTimeField()
    planned_end = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "ended_at"], name="zone_ended"),
            models.Index(fields=["community", "estate", "-started_at"], name="zone_estate"),
        ]

    def __str__(self) -> str:
        return self.name


class ZoneStairwell(CommunityModel):
    """A stairwell in a zone from one moment until another.

    What "as of" is read from.
    """

    zone = TenantForeignKey(Zone, on_delete=models.CASCADE, related_name="memberships")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="zonings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "stairwell"],
                condition=models.Q(until__isnull=True),
                name="stairwell_in_one_zone",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "zone"], name="zonestairwell_zone"),
            models.Index(fields=["community", "stairwell"], name="zonestairwell_stairwell"),
        ]


class GuardPost(CommunityModel):
    """卡口: where a path, a gate or a door is closed and watched."""

    publication = TenantForeignKey(Publication, on_delete=models.CASCADE, related_name="posts")
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    guards = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "publication"], name="post_pub")]


class Grid(CommunityModel):
    """网格: the smallest work unit in a zone, with its work group."""

    zone = TenantForeignKey(Zone, on_delete=models.CASCADE, related_name="grids")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    stairwells = models.ManyToManyField(Stairwell, through="GridStairwell", related_name="grids")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "zone"], name="grid_zone")]

    def __str__(self) -> str:
        return self.name


class GridStairwell(CommunityModel):
    """A stairwell that belongs to a grid."""

    grid = TenantForeignKey(Grid, on_delete=models.CASCADE, related_name="+")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "grid", "stairwell"], name="grid_stairwell_once"
            )
        ]


class GridMember(CommunityModel):
    """A person of a grid's work group."""

    grid = TenantForeignKey(Grid, on_delete=models.CASCADE, related_name="members")
    staff = TenantForeignKey(Staff, on_delete=models.CASCADE, related_name="grids")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "grid", "staff"], name="grid_member_once")
        ]


class ProtocolCopy(CommunityModel):
    """A committee's own edited copy of a protocol file."""

    name = models.CharField(max_length=40)
    toml = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="protocol_copy_name")
        ]
