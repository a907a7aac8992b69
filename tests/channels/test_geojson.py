"""GeoJSON: valid by RFC 7946, nothing of a person to everybody, and places that come back."""

import json

import geojson
import pytest
from shapely.geometry import shape
from tests.two_towns import NOW

from wanjia.channels.standards import geo
from wanjia.core import clock
from wanjia.places.estates.geojson import read_places


@pytest.fixture
def town(alder, db):
    return alder


def read(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/geo+json")
    found = geojson.loads(answer.content)
    assert found.is_valid, found.errors()
    return found


@pytest.mark.both
def test_anybody_reads_the_zones_and_nothing_of_a_person(town):
    with clock.freeze(NOW):
        answer = town.client("").get(f"/geo/zones/{town.community.code}.json")
    found = read(answer)
    assert found["features"]
    zone = next(one for one in found["features"] if one["id"] == str(town.ids["zone_id"]))
    assert "7" in zone["properties"]["stairwells"]
    ground = shape(zone["geometry"])
    assert all(part.exterior.is_ccw for part in ground.geoms)
    assert 121 < ground.centroid.x < 122
    text = answer.content.decode()
    assert not [one for one in (*town.secrets(), "7-101", "cases") if one in text]
    assert town.client("").get("/geo/zones/none.json").status_code == 404


def test_a_ring_is_closed_and_turned_to_the_right():
    clockwise = [(31.0, 121.0), (31.1, 121.0), (31.1, 121.1), (31.0, 121.1)]
    ring = geo._polygon_geometry(clockwise)["coordinates"][0]
    assert ring[0] == ring[-1]
    assert shape({"type": "Polygon", "coordinates": [ring]}).exterior.is_ccw


def test_the_places_come_back_by_the_import_as_they_went_out(town):
    from wanjia.places.estates.actions import import_places

    client = town.client("desk")
    first = client.get("/geo/places.json")
    read(first)
    file = read_places(first.content)
    assert not file.refused
    difference = import_places(town.viewers["desk"], file.estates)
    assert not [*difference.added, *difference.removed]
    assert import_places(town.viewers["desk"], file.estates, commit=False).nothing
    assert json.loads(client.get("/geo/places.json").content) == json.loads(first.content)
    assert not [one for one in town.secrets() if one in first.content.decode()]
