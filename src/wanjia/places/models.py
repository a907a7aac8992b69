"""Places: estates with their buildings, stairwells, dwellings, ways and gates."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey


class EstateKind(models.TextChoices):
    APARTMENTS = "apartments", _("公寓")
    MAISONETTES = "maisonettes", _("叠加")
    TERRACED = "terraced", _("联排")
    DETACHED = "detached", _("独栋")


class Estate(CommunityModel):
    """小区: a walled housing estate with gates.

    Outlines are lists of [lat, lon], `walls` lists of such lines beside the outline. `schematic`:
    laid out from the roster alone. `walked_at`: somebody walked it, and its ways are as drawn.
    """

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=EstateKind.choices, default="apartments")
    lanes = models.JSONField(default=list)
    outline = models.JSONField(default=list)
    walls = models.JSONField(default=list)
    schematic = models.BooleanField(default=False)
    walked_at = models.DateTimeField(null=True)
    walked_by = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="estate_name")
        ]

    def __str__(self) -> str:
        return self.name


class Building(CommunityModel):
    """楼栋: a physical block."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="buildings")
    label = models.CharField(max_length=20)
    floors = models.PositiveSmallIntegerField(default=6)
    polygon = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate", "label"], name="building_label")
        ]


class Junction(CommunityModel):
    """A place where paths, doors and gates of an estate meet."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="junctions")
    label = models.CharField(max_length=20)
    at = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate", "label"], name="junction_label")
        ]


class Path(CommunityModel):
    """A way between two junctions that some guards can close."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="paths")
    label = models.CharField(max_length=20)
    a = TenantForeignKey(Junction, on_delete=models.CASCADE, related_name="+")
    b = TenantForeignKey(Junction, on_delete=models.CASCADE, related_name="+")
    guards = models.PositiveSmallIntegerField(default=1)
    line = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate", "label"], name="path_label")
        ]


class Gate(CommunityModel):
    """A gate of the estate's wall, on a junction."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="gates")
    label = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    junction = TenantForeignKey(Junction, on_delete=models.CASCADE, related_name="gates")
    guards = models.PositiveSmallIntegerField(default=2)
    at = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate", "label"], name="gate_label")
        ]


class Stairwell(CommunityModel):
    """楼道: one street door and the dwellings behind it.

    The smallest thing that can be sealed.
    """

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="stairwells")
    building = TenantForeignKey(
        Building, on_delete=models.SET_NULL, null=True, related_name="stairwells"
    )
    label = models.CharField(max_length=20)
    lane = models.CharField(max_length=20, blank=True)
    sort = models.PositiveIntegerField(default=0)
    junction = TenantForeignKey(Junction, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.JSONField(default=list)
    also_at = models.JSONField(default=list)  # labels of the junctions of its further doors

    class Meta:
        ordering: ClassVar = ["sort", "label"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "estate", "lane", "label"], name="stairwell_label"
            )
        ]

    def __str__(self) -> str:
        return self.label


class InnerWay(models.TextChoices):
    """By what an inner way leads."""

    GARAGE = "garage", _("地下车库")
    ROOF = "roof", _("天台")
    LOBBY = "lobby", _("大堂或连廊")


class SharedWay(CommunityModel):
    """An inner way between two stairwells (garage, roof, lift lobby) that nobody can close."""

    a = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")
    b = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=InnerWay.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "a", "b"], name="shared_once")
        ]


class Dwelling(CommunityModel):
    """室: one flat or house, written `23-602`.

    A villa has no room: `23`.
    """

    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="dwellings")
    room = models.CharField(max_length=20, blank=True)
    door = models.CharField(max_length=44)
    floor = models.SmallIntegerField(default=1)
    sort = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort", "door"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "stairwell", "room"], name="dwelling_room")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "door"], name="dwelling_door")]

    def __str__(self) -> str:
        return self.door


class MapDraft(CommunityModel):
    """A map that is being drawn: kept as one draws, in force only once it is saved."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="+")
    drawing = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate"], name="map_draft_once")
        ]


class MapVersion(CommunityModel):
    """What an estate's map was until a drawing was saved over it."""

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="+")
    drawn_before = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "estate", "-recorded_at"], name="map_version")
        ]


class Backdrop(CommunityModel):
    """A photo, a screenshot or a scanned plan under the map that is being traced.

    It lies with its upper left corner at `at` ([lat, lon]), `metres` wide.
    """

    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="+")
    data = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.JSONField(default=list)
    metres = models.FloatField()
    scaled = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "estate"], name="backdrop_once")
        ]
