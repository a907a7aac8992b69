"""What the editor asks: the draft, the drawing of what is in force, the doors of the roster."""

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.shortcuts import get_or_refuse
from wanjia.places.estates import geojson as drawn
from wanjia.places.estates.geojson_values import Bad
from wanjia.places.estates.stored import drawn_estate
from wanjia.places.models import Backdrop, Estate, MapDraft, MapVersion, Stairwell
from wanjia.places.queries import visible_estates
from wanjia.places.tracing.drawing import Drawing, read_drawing, write_drawing

# The drawing is checked with shapely, which is loaded by whoever draws.
if TYPE_CHECKING:
    from wanjia.places.tracing.findings import Finding
    from wanjia.places.tracing.network import Network


class Checked(NamedTuple):
    """A drawing with its network and what is wrong with it, on the estate as it stands."""

    estate: drawn.Estate
    drawing: Drawing
    network: "Network"
    findings: tuple["Finding", ...]


def estate_to_draw(viewer: Viewer, estate_id: UUID) -> Estate:
    """Return an estate that the viewer may draw; raises Problem `kernel.not_found`."""
    viewer.need(*OFFICERS)
    return get_or_refuse(visible_estates(viewer), id=estate_id)


def draft_of(viewer: Viewer, estate: Estate) -> MapDraft | None:
    """Return what is being drawn of an estate."""
    return MapDraft.objects.of(viewer).filter(estate=estate).first()


def backdrop_of(viewer: Viewer, estate: Estate) -> QuerySet[Backdrop]:
    """Return the picture under an estate's drawing, without its data."""
    return Backdrop.objects.of(viewer).filter(estate=estate).defer("data")


def last_version(viewer: Viewer, estate: Estate) -> MapVersion | None:
    """Return the newest saving of an estate's map that can be taken back."""
    rows = MapVersion.objects.of(viewer).filter(estate=estate, undone_at=None)
    return rows.defer("drawn_before").first()


def check(viewer: Viewer, estate: Estate, data: Any) -> Checked:
    """Read a drawing and tell what is wrong with it.

    Raises Problem `map.unreadable` for what is no drawing.
    """
    from wanjia.places.tracing.assembly import known_junctions
    from wanjia.places.tracing.findings import check_drawing
    from wanjia.places.tracing.network import join_ways

    standing = drawn_estate(viewer, estate)
    lived_in = {(door.lane, door.label) for door in standing.stairwells if door.dwellings}
    try:
        drawing = read_drawing(data)
        network = join_ways(drawing, known_junctions(standing))
        return Checked(standing, drawing, network, check_drawing(drawing, network, lived_in))
    except Bad as bad:
        raise Problem("map.unreadable", why=Text(bad.zh, bad.en)) from None


def drawing_in_force(viewer: Viewer, estate: Estate) -> dict[str, Any]:
    """Return the estate's map as a drawing."""
    from wanjia.places.tracing.assembly import draw

    return write_drawing(draw(drawn_estate(viewer, estate)))


def doors_to_place(viewer: Viewer, estate: Estate) -> list[dict[str, Any]]:
    """Return the estate's stairwells, each with how many dwellings are behind it."""
    rows = Stairwell.objects.of(viewer).filter(estate=estate)
    counted = rows.annotate(homes=Count("dwellings")).order_by("sort", "label")
    return [
        {"lane": lane, "label": label, "homes": homes}
        for lane, label, homes in counted.values_list("lane", "label", "homes")
    ]


def finding_words(finding: "Finding") -> str:
    """Return what is wrong as a sentence."""
    name = finding.name or _("没有名字的这一处")
    sentences = {
        "no_path": _("还没有画路。人从门口走到大门要走哪里？"),
        "no_gate": _("还没有大门。"),
        "no_wall": _("还没有画围墙。"),
        "path_twice": _("两条路都叫“{name}”。"),
        "path_loose": _("路“{name}”走不到大门。"),
        "gate_unnamed": _("有一个大门没有名字。"),
        "gate_twice": _("两个大门都叫“{name}”。"),
        "gate_no_english": _("“{name}”还没有英文名。"),
        "gate_off": _("“{name}”没有连上路。"),
        "door_missing": _("这些楼道里登记着住户，图上还没有门：{name}"),
        "door_unnamed": _("有一个楼道口没有门号。"),
        "door_twice": _("{name} 号楼道口画了两个。"),
        "door_off": _("{name} 号楼道口旁边没有路。"),
        "door_cut_off": _("从 {name} 号楼道口走不到大门。"),
        "building_unnamed": _("有一栋楼没有名字。"),
        "building_twice": _("两栋楼都叫“{name}”。"),
        "building_far": _("没有路通到楼栋“{name}”。"),
        "building_doorless": _("楼栋“{name}”没有楼道口。"),
        "wall_crossed": _("路“{name}”穿过围墙，那里没有大门。"),
    }
    return sentences[finding.code].format(name=name)
