"""A map that nests, floods, or leaves the Earth: refused with a sentence, nothing stored."""

import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wanjia.places.models import Building, Estate, Stairwell

pytestmark = pytest.mark.django_db


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def estate(ring) -> dict:
    return {
        "type": "Feature",
        "properties": {"what": "estate", "name": "Evil"},
        "geometry": {"type": "Polygon", "coordinates": ring},
    }


def named(name) -> dict:
    return {"type": "Feature", "properties": {"what": "estate", "name": name}, "geometry": None}


def nested(depth: int) -> bytes:
    return b'{"type":"FeatureCollection","features":' + b"[" * depth + b"]" * depth + b"}"


MAPS = {
    "nested a hundred thousand deep": nested(100_000),
    "a position nested": collection(estate([[[[[[1]]]]] * 4])),
    "a million points": collection(estate([[[121, 31]] * 1_000_000])),
    "a hundred thousand features": collection(*[named(str(n)) for n in range(60_000)]),
    "not a number": b'{"type":"FeatureCollection","features":[NaN]}',
    "infinite": collection(estate([[[121, 31]]])).replace(b"121", b"Infinity"),
    "a number of a million digits": collection(estate([[[121, 31]] * 4])).replace(
        b"121", b"1" * 1_000_000
    ),
    "beyond the Earth": collection(estate([[[1e300, 31], [1, 2], [3, 4]]])),
    "text for a number": collection(estate([[["121", "31"]] * 4])),
    "an object for a ring": collection(estate({"a": 1})),
    "null": b"null",
    "a list": b"[]",
    "a text": b'"FeatureCollection"',
    "no features": collection(),
    "a name of a megabyte": collection(named("长" * 1_000_000)),
    "a name with a NUL": collection(named("a\x00b")),
    "a name that turns": collection(named("a\u202eb")),
    "a name that is a list": collection(named(["a"])),
    "broken UTF-8": b'{"type":"FeatureCollection","features":["\xff\xfe"]}',
    "the same key ten thousand times": b"{" + b'"type":"FeatureCollection",' * 10_000 + b'"x":1}',
}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "language"), zip(MAPS, ["zh-hans", "en"] * 10, strict=True))
def test_it_is_refused_with_a_sentence_and_nothing_is_stored(
    alder, settings, tmp_path, kind, language
):
    settings.MEDIA_ROOT = tmp_path
    desk = alder.client("desk", language)
    before = [model.objects.count() for model in (Estate, Building, Stairwell)]
    file = SimpleUploadedFile("map.geojson", MAPS[kind])
    began = time.process_time()
    answer = desk.post("/import/", {"file": file}, follow=True)
    assert time.process_time() - began < 10
    token = (answer.redirect_chain or [("", 0)])[-1][0]
    words = answer.content.decode()
    assert answer.status_code in (200, 400, 413, 422)
    assert 'role="alert"' in words or "note bad" in words or "refused" in words
    if token:
        desk.post(f"{token}confirm/")
    assert [model.objects.count() for model in (Estate, Building, Stairwell)] == before
