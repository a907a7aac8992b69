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


class Review(models.TextChoices):
    """What a person decides of a case that its zone's protocol leaves to one."""

    ASKED = "asked", _("等人决定")
    KEPT = "kept", _("维持原定日期")
    RESTARTED = "restarted", _("重新起算")


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
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)

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


class Change(models.TextChoices):
    """What changed last for the people of a zone."""

    PHASE = "phase", _("换了阶段")
    RESTART = "restart", _("重新起算")
    MOVED = "moved", _("日期变了")
    STEP = "step", _("转级")
    OVER = "over", _("解除")


class Zone(CommunityModel):
    """区: stairwells under one class from a moment, under the protocol it was made with.

    `planned_end` is the one date of the zone and `clear_days` the days that it was counted from;
    `zones.clock` alone writes them. `phase` is the phase that was told last; `change` is what
    changed for its people at `changed_at`, until somebody says at `posted_at` that the notices
    hang and the guards stand as shown.
    """

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="zones")
    publication = TenantForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="zones"
    )
    name = models.CharField(max_length=240)
    name_en = models.CharField(max_length=240, blank=True)
    klass = models.CharField(max_length=20)
    protocol = models.CharField(max_length=40)
    protocol_version = models.CharField(max_length=20, blank=True)
    came_from = TenantForeignKey("self", on_delete=models.SET_NULL, null=True)
    started_at = models.DateTimeField()
    clock_from = models.DateTimeField()
    planned_end = models.DateTimeField(null=True)
    clear_days = models.PositiveSmallIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    change = models.CharField(max_length=10, choices=Change.choices, blank=True)
    changed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)

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
    """卡口: where a path, a gate or a door is closed and watched, from a moment until another.

    `publication` is the act that it came with, or that its zone stands on; `started_at` is None
    for a post from that publication's first moment on.
    """

    publication = TenantForeignKey(Publication, on_delete=models.CASCADE, related_name="posts")
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    guards = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

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
