"""A map is traced: where ways meet, what is wrong in words, and saved and taken back as one act."""

import json
from io import BytesIO
from math import cos, radians

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.reports.conftest import signed_in

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.places.estates import auto_layout
from wanjia.places.estates.actions import lay_out
from wanjia.places.estates.geojson_values import Bad
from wanjia.places.estates.stored import drawn_estate
from wanjia.places.models import Backdrop, Dwelling, Estate, Gate, MapDraft, SharedWay, Stairwell
from wanjia.places.queries import estate_graph
from wanjia.places.tracing import actions
from wanjia.places.tracing.drawing import Block, Door, Drawing, Way, read_drawing
from wanjia.places.tracing.drawing import Gate as DrawnGate
from wanjia.places.tracing.findings import check_drawing
from wanjia.places.tracing.map_extract import is_extract, propose
from wanjia.places.tracing.network import join_ways
from wanjia.places.tracing.queries import check, drawing_in_force, finding_words

LAT = 31.06


def at(east, north):
    """A place in metres from a corner of the estate."""
    return LAT + north / 111_320, 121.23 + east / (111_320 * cos(radians(LAT)))


def way(name, *points):
    return Way(name, name, 1, tuple(at(*point) for point in points))


def block(name, west, south, east=None, north=None):
    corners = (west, south), (east or west + 20, south), (east or west + 20, north or south + 10)
    ring = [at(*corner) for corner in (*corners, (west, north or south + 10))]
    return Block(f"b{name}", name, 6, (*ring, ring[0]))


def door(name, *place):
    return Door(f"d{name}", name, "", at(*place))


def gate(name, *place, english="Gate"):
    return DrawnGate(f"g{name}", f"g{name}", name, english, 2, at(*place))


def yard():
    """A drive from the gate, a lane across it that ends a metre short, a house on each."""
    return Drawing(
        outline=block("wall", -5, 0, 200, 120).ring,
        blocks=(block("1", 10, 60), block("2", 120, 60)),
        doors=(door("1", 20, 60), door("2", 130, 60)),
        ways=(way("drive", (80, 0), (80, 100)), way("lane", (10, 50), (140, 50))),
        gates=(gate("南门", 80, 0),),
    )


def codes(drawing, lived_in=()):
    found = check_drawing(drawing, join_ways(drawing, {}), lived_in)
    return {finding.code for finding in found}


def test_lines_that_cross_meet_and_doors_hang_on_the_nearest():
    network = join_ways(yard(), {})
    assert len(network.paths) == 6  # the drive in two, the lane in four: two doors and a crossing
    assert set(network.doors.values()) | set(network.gates.values()) <= network.reached
    assert len({path.label for path in network.paths}) == 6
    assert codes(yard()) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ways": ()}, "no_path"),
        ({"gates": ()}, "no_gate"),
        ({"gates": (gate("", 80, 0),)}, "gate_unnamed"),
        ({"gates": (gate("南门", 80, 0, english=""),)}, "gate_no_english"),
        ({"gates": (gate("南门", 190, 0),)}, "gate_off"),
        ({"doors": (door("1", 20, 60),)}, "door_missing"),
        ({"doors": (door("1", 20, 60), door("2", 199, 119))}, "door_off"),
        ({"doors": (door("", 20, 60),)}, "door_unnamed"),
        ({"doors": (door("1", 20, 60),) * 2}, "door_twice"),
        ({"ways": (way("a", (80, 0), (80, 40)), way("b", (10, 50), (140, 50)))}, "door_cut_off"),
        ({"ways": (way("a", (80, 0), (80, 40)), way("b", (10, 50), (140, 50)))}, "path_loose"),
        ({"blocks": (*yard().blocks, block("3", 150, 100))}, "building_doorless"),
        ({"blocks": (*yard().blocks, block("3", 900, 100))}, "building_far"),
        ({"blocks": (block("", 10, 60),)}, "building_unnamed"),
        ({"blocks": (block("1", 10, 60), block("1", 60, 60))}, "building_twice"),
        ({"outline": ()}, "no_wall"),
        ({"walls": ((at(60, -5), at(60, 90)),)}, "wall_crossed"),
    ],
)
def test_what_is_wrong_is_said_in_words(change, code):
    drawing = Drawing(**{**{name: getattr(yard(), name) for name in Drawing.__slots__}, **change})
    found = check_drawing(drawing, join_ways(drawing, {}), [("", "1"), ("", "2")])
    assert code in {finding.code for finding in found}
    assert all(finding_words(finding) for finding in found)
    assert [finding.blocks for finding in found] == sorted((f.blocks for f in found), reverse=True)


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=2, max_size=5, unique=True
        ),
        max_size=7,
    ),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=6),
)
def test_whatever_is_drawn_every_door_near_a_path_hangs_and_labels_are_unique(lines, doors):
    drawing = Drawing(
        doors=tuple(door(str(number), *place) for number, place in enumerate(doors)),
        ways=tuple(way(f"w{number}", *points) for number, points in enumerate(lines)),
    )
    network = join_ways(drawing, {})
    labels = [junction.label for junction in network.junctions]
    assert len(set(labels)) == len(labels)
    assert len({path.label for path in network.paths}) == len(network.paths)
    assert all(set(path.between) <= set(labels) for path in network.paths)
    assert all(path.between[0] != path.between[1] for path in network.paths)
    assert set(network.doors.values()) <= set(labels)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {"features": 3},
        {"features": [3]},
        {"features": [{"properties": {"what": ["gate"]}}]},
        {"features": [{"id": "a", "properties": {"what": "path"}, "geometry": None}]},
        {
            "features": [
                {"id": "a", "properties": {"what": "shared", "between": ["a", "a"]}},
            ]
        },
    ],
)
def test_what_is_no_drawing_is_refused(broken):
    with pytest.raises(Bad):
        read_drawing(broken)


# On a stored estate


@pytest.fixture
def sketched(viewer, estate):
    """The small estate as the roster alone draws it."""
    lay_out(estate)
    estate.refresh_from_db()
    return estate


def traced(viewer, estate, change=list):
    """The estate's own drawing with something changed, kept as the draft."""
    drawing = drawing_in_force(viewer, estate)
    change(drawing["features"])
    return actions.keep_draft(viewer, estate.id, drawing, _revision(estate))


def _revision(estate):
    draft = MapDraft.objects.filter(estate=estate).first()
    return draft.revision if draft else 0


def put(what, label, **properties):
    def change(features):
        for feature in features:
            own = feature["properties"]
            if own["what"] == what and own.get("label") == label:
                own.update(properties)

    return change


def drop(what, label):
    def change(features):
        features[:] = [
            feature
            for feature in features
            if (feature["properties"]["what"], feature["properties"].get("label")) != (what, label)
        ]

    return change


@pytest.mark.both
def test_the_same_drawing_again_changes_nothing_but_that_it_is_no_sketch(viewer, sketched):
    before, graph = drawn_estate(viewer, sketched), estate_graph(viewer, sketched)
    draft = traced(viewer, sketched)
    actions.save_map(viewer, sketched.id, draft.revision)
    after = drawn_estate(viewer, sketched)
    assert set(after.paths) == set(before.paths)
    assert set(after.junctions) == set(before.junctions)
    assert set(after.stairwells) == set(before.stairwells)
    assert estate_graph(viewer, sketched) == graph
    sketched.refresh_from_db()
    assert not sketched.schematic
    assert sketched.walked_at is None
    assert not MapDraft.objects.exists()
    assert Entry.objects.get(type="map.saved").after["removed"] == {}


@pytest.mark.both
def test_a_map_is_saved_and_taken_back_as_one_act_each(viewer, sketched):
    Estate.objects.update(walked_at=clock.now())
    before = drawn_estate(viewer, sketched)
    gate = Gate.objects.get()

    def change(features):
        put("gate", "gate", name="正门", name_en="Main gate")(features)
        doors = [one["id"] for one in features if one["properties"]["what"] == "stairwell"]
        inner = {"what": "shared", "between": doors[:2], "kind": "roof"}
        features.append({"type": "Feature", "id": "x", "geometry": None, "properties": inner})

    version = actions.save_map(viewer, sketched.id, traced(viewer, sketched, change).revision)
    gate.refresh_from_db()
    assert (gate.name, gate.name_en) == ("正门", "Main gate")
    assert SharedWay.objects.get().kind == "roof"
    sketched.refresh_from_db()
    assert sketched.walked_at is None  # nobody walked that roof yet
    actions.undo_map(viewer, sketched.id, version.id)
    assert drawn_estate(viewer, sketched) == before
    sketched.refresh_from_db()
    assert sketched.schematic
    assert sketched.walked_at is not None
    saved = Entry.objects.get(type="map.saved")
    assert Entry.objects.get(type="map.undone").undoes == saved.id
    with pytest.raises(Problem) as refused:
        actions.undo_map(viewer, sketched.id, version.id)
    assert refused.value.code == "kernel.nothing_to_undo"


@pytest.mark.both
def test_a_door_where_people_live_is_not_lost_and_an_empty_one_may_go(viewer, sketched):
    Dwelling.objects.filter(stairwell__label="3").delete()
    draft = traced(viewer, sketched, drop("stairwell", "3"))
    actions.save_map(viewer, sketched.id, draft.revision)
    assert not Stairwell.objects.filter(label="3").exists()
    draft = traced(viewer, sketched, drop("stairwell", "23"))
    with pytest.raises(Problem) as refused:
        actions.save_map(viewer, sketched.id, draft.revision)
    assert refused.value.code == "map.unfinished"
    assert "图上还没有门：23" in refused.value.words()
    assert Stairwell.objects.filter(label="23").exists()


def test_two_who_draw_at_once_are_told(viewer, sketched):
    drawing = drawing_in_force(viewer, sketched)
    actions.keep_draft(viewer, sketched.id, drawing, 0)
    with pytest.raises(Problem) as refused:
        actions.keep_draft(viewer, sketched.id, drawing, 0)
    assert refused.value.code == "map.other_drew"
    with pytest.raises(Problem):
        actions.save_map(viewer, sketched.id, 7)
    with pytest.raises(Problem):
        actions.keep_draft(Viewer(viewer.community_id, "grid"), sketched.id, drawing, 1)


@pytest.mark.both
def test_a_picture_is_kept_small_scaled_and_seen_by_the_office_alone(community, sketched):
    desk = signed_in(community, "desk")
    file = BytesIO()
    Image.new("L", (2600, 1300), 255).save(file, "PNG")
    sent = SimpleUploadedFile("plan.png", file.getvalue())
    keep = reverse("places:picture_keep", args=[sketched.id])
    assert desk.post(keep, {"file": sent}).status_code == 302
    backdrop = Backdrop.objects.get()
    assert (backdrop.width, backdrop.height, backdrop.scaled) == (2400, 1200, False)
    place = reverse("places:map_place", args=[sketched.id])
    assert desk.post(place, {"lat": 31, "lon": 121, "metres": 250.5}).status_code == 204
    backdrop.refresh_from_db()
    assert (backdrop.at, backdrop.metres, backdrop.scaled) == ([31, 121], 250.5, True)
    picture = reverse("places:map_picture", args=[sketched.id])
    assert desk.get(picture)["Content-Type"] == "image/jpeg"
    assert signed_in(community, "grid").get(picture).status_code == 403
    broken = desk.post(keep, {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7")})
    assert broken.status_code == 422
    assert "PDF 请先截图" in broken.content.decode()
    assert desk.post(reverse("places:picture_remove", args=[sketched.id])).status_code == 302
    assert not Backdrop.objects.exists()


@pytest.mark.both
def test_the_page_keeps_what_is_drawn_and_says_what_is_wrong(community, viewer, sketched):
    desk = signed_in(community, "desk")
    page = desk.get(reverse("places:editor", args=[sketched.id]))
    assert page.context["revision"] == 0
    drawing = page.context["editor_data"]["drawing"]
    drop("stairwell", "24")(drawing["features"])
    keep = reverse("places:map_draft", args=[sketched.id])
    answer = desk.post(keep, {"drawing": json.dumps(drawing), "revision": 0}).json()
    assert answer["revision"] == 1
    assert "这些楼道里登记着住户，图上还没有门：24" in [row["text"] for row in answer["findings"]]
    assert desk.post(keep, {"drawing": "{", "revision": 1}).status_code == 422
    assert desk.post(keep, {"drawing": "{}", "revision": 0}).status_code in (409, 422)
    save = reverse("places:map_save", args=[sketched.id])
    refused = desk.post(save, {"revision": 1})
    assert refused.status_code == 422
    assert "图上还没有门：24" in refused.content.decode()
    for source, left in (("empty", []), ("map", drawing_in_force(viewer, sketched)["features"])):
        desk.post(reverse("places:map_start", args=[sketched.id]), {"source": source})
        assert MapDraft.objects.get().drawing["features"] == left
    desk.post(reverse("places:map_discard", args=[sketched.id]))
    assert not MapDraft.objects.exists()


# A public map

XML = """<osm>
<node id="1" lat="31.0" lon="121.0"/><node id="2" lat="31.0" lon="121.0005"/>
<node id="3" lat="31.0002" lon="121.0005"/><node id="4" lat="31.0002" lon="121.0"/>
<node id="5" lat="30.9999" lon="120.9995"/>
<node id="6" lat="30.9999" lon="121.001"><tag k="barrier" v="gate"/><tag k="name" v="东门"/></node>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
<tag k="building" v="apartments"/><tag k="addr:housenumber" v="23-24号"/></way>
<way id="10"><nd ref="5"/><nd ref="6"/><tag k="highway" v="service"/></way></osm>"""


def as_geojson():
    line = [[120.9995, 30.9999], [121.001, 30.9999]]
    ring = [[121, 31], [121.0005, 31], [121.0005, 31.0002], [121, 31.0002], [121, 31]]
    of = [
        ("Polygon", [ring], {"building": "yes", "addr:housenumber": "23、24"}),
        ("LineString", line, {"highway": "footway"}),
        ("Point", line[1], {"barrier": "lift_gate", "name": "东门"}),
        ("Point", None, {"name": "nowhere"}),
    ]
    features = [
        {"type": "Feature", "properties": tags, "geometry": {"type": kind, "coordinates": where}}
        for kind, where, tags in of
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize("text", [XML, as_geojson()])
def test_an_extract_of_a_public_map_gives_a_proposal(text):
    drawing = propose(text.encode(), "中海悦庭", [("", "23"), ("", "24"), ("", "3")])
    assert is_extract(text.encode())
    assert [gate.name for gate in drawing.gates] == ["东门"]
    assert sorted(door.label for door in drawing.doors) == ["23", "24"]
    assert all(abs(door.at[0] - 31.0) < 0.00001 for door in drawing.doors)  # on the street's side
    assert codes(drawing, [("", "3")]) == {"door_missing", "no_wall", "gate_no_english"}


@pytest.mark.parametrize(
    "text", ["", "<osm>", "{}", '{"features": 3}', '<!DOCTYPE x [<!ENTITY e "e">]><osm>&e;</osm>']
)
def test_what_is_no_extract_is_refused(text):
    with pytest.raises(Bad):
        propose(text.encode(), "中海悦庭", [])
    assert not is_extract(text.encode())


@pytest.mark.both
def test_an_extract_becomes_the_draft(community, viewer, sketched):
    desk = signed_in(community, "desk")
    url = reverse("places:map_extract", args=[sketched.id])
    sent = SimpleUploadedFile("map.osm", XML.encode())
    assert desk.post(url, {"file": sent}).status_code == 302
    found = check(viewer, sketched, MapDraft.objects.get().drawing).findings
    assert [finding.name for finding in found if finding.blocks] == ["3"]
    refused = desk.post(url, {"file": SimpleUploadedFile("map.osm", b"<osm/>")})
    assert refused.status_code == 422
    assert "也没有路" in refused.content.decode()


def test_a_large_estate_is_joined_in_time():
    wells = [(str(number), 12, 6) for number in range(1, 401)]
    plan = auto_layout.lay_out(wells)
    drawing = Drawing(
        doors=tuple(Door(door.label, door.label, "", door.at[::-1]) for door in plan.doors),
        ways=tuple(
            Way(path.id, path.id, 1, tuple(point[::-1] for point in path.line))
            for path in plan.paths
        ),
    )
    assert len(join_ways(drawing, {}).doors) == 400


@pytest.mark.both
def test_a_public_map_that_is_imported_asks_which_estate_it_shows(community, sketched):
    desk = signed_in(community, "desk")
    file = SimpleUploadedFile("export.geojson", as_geojson().encode())
    page = desk.post(reverse("people:import"), {"file": file}, follow=True)
    assert "先说它画的是哪个小区" in page.content.decode()
    token = page.context["token"]
    done = desk.post(reverse("people:import_extract", args=[token, sketched.id]))
    assert done.url == reverse("places:editor", args=[sketched.id])
    assert MapDraft.objects.get().estate == sketched


@pytest.mark.both
def test_the_list_for_the_walk_is_ticked_whole_and_the_estate_is_walked(community, sketched):
    desk = signed_in(community, "desk")
    url = reverse("places:walk", args=[sketched.id])
    keys = [check["key"] for check in desk.get(url).context["checks"]]
    assert {"gate-gate", "wall", "ways"} <= set(keys)
    refused = desk.post(url, {"checked": keys[1:]})
    assert refused.status_code == 422
    assert "还有 1 处没有勾" in refused.content.decode()
    pair = refused.context["pairs"][0]["key"]
    assert desk.post(url, {"checked": keys, "joined": [pair]}).status_code == 302
    sketched.refresh_from_db()
    assert sketched.walked_at
    assert SharedWay.objects.count() == 1
