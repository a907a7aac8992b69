"""What changes a map on the screen: the draft is kept as one draws, and saved as one act."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.pictures import Unreadable, shrink
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.shortcuts import get_or_refuse
from wanjia.places.estates import geojson as drawn
from wanjia.places.estates.geojson_values import Bad
from wanjia.places.estates.stored import drawn_estate
from wanjia.places.estates.sync import PlacesDifference, Tally, settle_estate
from wanjia.places.models import Backdrop, Estate, Gate, MapDraft, MapVersion, Stairwell
from wanjia.places.queries import estate_graph
from wanjia.places.tracing.drawing import Drawing, write_drawing
from wanjia.places.tracing.held import held_ways
from wanjia.places.tracing.queries import (
    backdrop_of,
    check,
    draft_of,
    drawing_in_force,
    estate_to_draw,
    finding_words,
)

MOST_PICTURE = 16_000_000  # bytes as sent
LONGEST_SIDE = 2_400  # pixels: door numbers of a scanned plan can be read
FIRST_WIDTH = 300.0  # metres, until somebody says how long something on it is
METRES_A_DEGREE = 111_320


@transaction.atomic
def keep_draft(viewer: Viewer, estate_id: UUID, drawing: Any, revision: int) -> MapDraft:
    """Keep what is drawn so far; `revision` is of the draft that it was drawn on, 0 for none.

    Writes no journal line: nothing is in force yet. Raises Problem `map.unreadable`,
    `map.other_drew`.
    """
    estate = estate_to_draw(viewer, estate_id)
    check(viewer, estate, drawing)
    return _put_draft(viewer, estate, drawing, revision)


def _put_draft(
    viewer: Viewer, estate: Estate, drawing: Any, revision: int | None = None
) -> MapDraft:
    rows = MapDraft.objects.of(viewer).filter(estate=estate)
    draft = rows.select_for_update().first()
    standing = draft.revision if draft else 0
    if revision is not None and revision != standing:
        name = draft.created_by_name if draft else ""
        raise Problem("map.other_drew", name=name or _("另一个窗口"))
    draft = draft or MapDraft(community_id=viewer.community_id, estate=estate)
    draft.drawing, draft.revision = drawing, standing + 1
    draft.saved_at, draft.created_by_name = clock.now(), viewer.name[:80]
    draft.save()
    return draft


@transaction.atomic
def start_draft(viewer: Viewer, estate_id: UUID, source: str) -> MapDraft:
    """Begin a draft: from nothing (`empty`), or from what is in force."""
    estate = estate_to_draw(viewer, estate_id)
    empty = write_drawing(Drawing())
    return _put_draft(
        viewer, estate, empty if source == "empty" else drawing_in_force(viewer, estate)
    )


@transaction.atomic
def propose_draft(viewer: Viewer, estate_id: UUID, data: bytes) -> MapDraft:
    """Begin a draft from a public map's extract; raises Problem `map.unreadable`."""
    from wanjia.places.tracing import map_extract  # shapely is loaded by whoever draws

    estate = estate_to_draw(viewer, estate_id)
    doors = Stairwell.objects.of(viewer).filter(estate=estate).values_list("lane", "label")
    try:
        drawing = map_extract.propose(data, estate.name, list(doors))
    except Bad as bad:
        raise Problem("map.unreadable", why=Text(bad.zh, bad.en)) from None
    proposal = write_drawing(drawing)
    check(viewer, estate, proposal)
    return _put_draft(viewer, estate, proposal)


@transaction.atomic
def discard_draft(viewer: Viewer, estate_id: UUID) -> None:
    """Throw a draft away; the map in force stays."""
    estate = estate_to_draw(viewer, estate_id)
    MapDraft.objects.of(viewer).filter(estate=estate).delete()


@transaction.atomic
def save_map(viewer: Viewer, estate_id: UUID, revision: int) -> MapVersion:
    """Put a draft in force as the estate's map.

    What nobody has walked since is unwalked again where its ways changed. Raises Problem
    `map.other_drew`, `map.unfinished`, `map.stairwell_held`, `map.gate_held`, `map.way_held`.
    """
    from wanjia.places.tracing.assembly import assemble

    estate = _lock(viewer, estate_id)
    draft = draft_of(viewer, estate)
    if draft is None or draft.revision != revision:
        name = draft.created_by_name if draft else ""
        raise Problem("map.other_drew", name=name or _("另一个窗口"))
    checked = check(viewer, estate, draft.drawing)
    blocking = [finding_words(finding) for finding in checked.findings if finding.blocks]
    if blocking:
        raise Problem("map.unfinished", count=len(blocking), why=" ".join(blocking[:4]))
    wanted = assemble(checked.estate, checked.drawing, checked.network)
    before = _snapshot(estate, checked.estate)
    difference = _redraw(viewer, estate, checked.estate, wanted)
    version = MapVersion.objects.create(
        community_id=viewer.community_id,
        estate=estate,
        drawn_before=before,
        recorded_at=clock.now(),
        created_by_name=viewer.name[:80],
    )
    draft.delete()
    journal.write(
        viewer,
        "map.saved",
        subject=version.id,
        after={"name": estate.name, **difference.to_dict()},
    )
    return version


def _lock(viewer: Viewer, estate_id: UUID) -> Estate:
    estate_to_draw(viewer, estate_id)
    return Estate.objects.of(viewer).select_for_update().get(id=estate_id)


def _snapshot(estate: Estate, standing: drawn.Estate) -> dict[str, Any]:
    """Return an estate's map as plain values, without what lives behind its doors."""
    values = asdict(standing)
    for door in values["stairwells"]:
        door["dwellings"] = []
    walked = estate.walked_at
    return {
        "estate": values,
        "schematic": estate.schematic,
        "walked_at": walked.isoformat() if walked else None,
        "walked_by": str(estate.walked_by) if estate.walked_by else None,
    }


def _redraw(
    viewer: Viewer,
    estate: Estate,
    standing: drawn.Estate,
    wanted: drawn.Estate,
    schematic: bool = False,
) -> PlacesDifference:
    """Bring an estate to a drawing, and take away the doors that it leaves out."""
    _refuse_held(viewer, estate, standing, wanted)
    ways_before = _ways_of(viewer, estate)
    keys = {(door.lane, door.label) for door in wanted.stairwells}
    tally = Tally(viewer.community_id)
    gone = [row for row in _doors_of(viewer, estate) if (row.lane, row.label) not in keys]
    _refuse_referenced(viewer, gone)
    for row in gone:
        row.delete()
    tally.count("stairwell", 0, 0, len(gone), 0)
    settle_estate(tally, wanted, schematic=schematic)
    estate.refresh_from_db()
    if estate.walked_at and _ways_of(viewer, estate) != ways_before:
        estate.walked_at = estate.walked_by = None
        estate.save(update_fields=["walked_at", "walked_by"])
    return tally.difference()


def _doors_of(viewer: Viewer, estate: Estate) -> list[Stairwell]:
    return list(Stairwell.objects.of(viewer).filter(estate=estate))


def _ways_of(viewer: Viewer, estate: Estate) -> dict[str, Any]:
    """Return what somebody who walks there would check: the graph, without who lives in it."""
    graph = estate_graph(viewer, estate)
    doors = sorted((door["id"], door["at"]) for door in graph["stairwells"])
    ways = sorted((way["id"], sorted(way["between"])) for way in graph["paths"])
    gates = sorted((gate["id"], gate["at"]) for gate in graph["gates"])
    return {"doors": doors, "ways": ways, "gates": gates, "inner": _inner_of(graph["shared"])}


def _inner_of(pairs: Iterable[list[str]]) -> list[list[str]]:
    return sorted(sorted(pair) for pair in pairs)


def _refuse_held(
    viewer: Viewer, estate: Estate, standing: drawn.Estate, wanted: drawn.Estate
) -> None:
    """Refuse to take away a way or a gate that something stands on."""
    gates = {gate.label: gate.name for gate in standing.gates}
    there = {path.label for path in standing.paths} | gates.keys()
    stays = {path.label for path in wanted.paths} | {gate.label for gate in wanted.gates}
    for label, why in held_ways(viewer, estate).items():
        if label in there and label not in stays:
            raise Problem("map.way_held", name=gates.get(label, label), why=why)
    lost = [label for label in gates if label not in stays]
    rows = Gate.objects.of(viewer).filter(estate=estate, label__in=lost) if lost else []
    for gate in rows:
        if _is_referenced(viewer, gate):
            raise Problem("map.gate_held", name=gate.name)


def _refuse_referenced(viewer: Viewer, doors: Iterable[Stairwell]) -> None:
    for door in doors:
        homes = door.dwellings.count()
        if homes:
            raise Problem("map.stairwell_lived_in", label=door.label, homes=homes)
        if _is_referenced(viewer, door):
            raise Problem("map.stairwell_held", label=door.label)


def _is_referenced(viewer: Viewer, row: Model) -> bool:
    """Return whether anything but the map itself points to a row."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many and relation.auto_created) or relation.related_model is None:
            continue
        model: Any = relation.related_model
        if model._meta.app_label == "places" and model.__name__ != "Dwelling":
            continue
        name = relation.field.name  # type: ignore[union-attr]
        if model.objects.of(viewer).filter(**{name: row.pk}).exists():
            return True
    return False


@transaction.atomic
def undo_map(viewer: Viewer, estate_id: UUID, version_id: UUID) -> MapVersion:
    """Bring an estate's map back to what it was before it was saved.

    Raises Problem `kernel.nothing_to_undo` where a later map stands on it, and what `save_map`
    refuses.
    """
    estate = _lock(viewer, estate_id)
    rows = MapVersion.objects.of(viewer).filter(estate=estate, undone_at=None)
    newest = rows.first()
    if newest is None or newest.id != version_id:
        raise Problem("kernel.nothing_to_undo")
    kept = newest.drawn_before
    wanted = replace(_read_snapshot(kept["estate"]), name=estate.name)
    difference = _redraw(viewer, estate, drawn_estate(viewer, estate), wanted, kept["schematic"])
    estate.walked_at, estate.walked_by = kept["walked_at"], kept["walked_by"]
    estate.save(update_fields=["walked_at", "walked_by"])
    newest.undone_at = clock.now()
    newest.save(update_fields=["undone_at"])
    MapDraft.objects.of(viewer).filter(estate=estate).delete()
    saved = Entry.objects.of(viewer).filter(type="map.saved", subject=newest.id).first()
    journal.write(
        viewer,
        "map.undone",
        subject=newest.id,
        after={"name": estate.name, **difference.to_dict()},
        undoes=saved.id if saved else None,
    )
    return newest


def _read_snapshot(values: Mapping[str, Any]) -> drawn.Estate:
    def tuples(value: Any) -> Any:
        return tuple(map(tuples, value)) if isinstance(value, list | tuple) else value

    parts = {
        "buildings": drawn.Building,
        "junctions": drawn.Junction,
        "paths": drawn.Path,
        "gates": drawn.Gate,
        "stairwells": drawn.Stairwell,
    }
    plain: dict[str, Any] = {
        name: tuples(value) for name, value in values.items() if name not in parts
    }
    rows: dict[str, Any] = {
        name: tuple(
            part(**{key: tuples(value) for key, value in row.items()})
            for row in values[name]
            if name != "stairwells" or row["junction"]
        )
        for name, part in parts.items()
    }
    return drawn.Estate(**plain, **rows)


@transaction.atomic
def keep_backdrop(viewer: Viewer, estate_id: UUID, file: Any) -> Backdrop:
    """Lay a picture under an estate's drawing, in place of the one before.

    Raises Problem `map.picture_too_big`, `map.picture_unreadable`.
    """
    estate = _lock(viewer, estate_id)
    if file.size > MOST_PICTURE:
        raise Problem("map.picture_too_big", most=MOST_PICTURE // 1_000_000)
    try:
        picture = shrink(file, LONGEST_SIDE)
    except Unreadable:
        raise Problem("map.picture_unreadable") from None
    rows = backdrop_of(viewer, estate)
    backdrop = rows.first() or Backdrop(community_id=viewer.community_id, estate=estate)
    backdrop.data, backdrop.width, backdrop.height = picture.data, picture.width, picture.height
    backdrop.at = _upper_left(estate, picture.height / picture.width)
    backdrop.metres, backdrop.scaled = FIRST_WIDTH, False
    backdrop.recorded_at, backdrop.created_by_name = clock.now(), viewer.name[:80]
    backdrop.save()
    journal.write(viewer, "map.backdrop_kept", subject=backdrop.id, after={"name": estate.name})
    return backdrop


def _upper_left(estate: Estate, ratio: float) -> list[float]:
    """Return where a picture begins that lies around the middle of an estate."""
    points = estate.outline or [[31.06, 121.23]]
    lats, lons = [at[0] for at in points], [at[1] for at in points]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    half = FIRST_WIDTH / 2 / METRES_A_DEGREE
    return [round(lat + half * ratio, 7), round(lon - half * 1.17, 7)]


@transaction.atomic
def place_backdrop(
    viewer: Viewer, estate_id: UUID, lat: float, lon: float, metres: float
) -> Backdrop:
    """Say where a picture begins and how many metres it is wide; writes no journal line."""
    estate = _lock(viewer, estate_id)
    backdrop = get_or_refuse(backdrop_of(viewer, estate))
    backdrop.at, backdrop.metres, backdrop.scaled = [lat, lon], metres, True
    backdrop.save(update_fields=["at", "metres", "scaled"])
    return backdrop


@transaction.atomic
def remove_backdrop(viewer: Viewer, estate_id: UUID) -> None:
    """Take the picture away; that there was one stays in the journal."""
    estate = _lock(viewer, estate_id)
    backdrop = get_or_refuse(backdrop_of(viewer, estate))
    backdrop.delete()
    journal.write(viewer, "map.backdrop_removed", subject=backdrop.id, after={"name": estate.name})
