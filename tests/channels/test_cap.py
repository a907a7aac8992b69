"""CAP 1.2: valid by the OASIS schema, read by another parser, and telling nothing of a person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import capparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.two_towns import NOW

from wanjia.channels.standards.cap import Alert, Info, alert_xml, cap_time
from wanjia.core import clock

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("schemas") / "CAP-v1.2.xsd"))
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2022, 4, 18, 18, 40, tzinfo=SHANGHAI)


def alert(**changed):
    info = Info("zh-CN", "封控区", "中海悦庭 23 号 封控区", "说明", "请不要出门", "中海悦庭 23 号")
    values = {
        "identifier": "zone-1-0",
        "sender": "31@example.org",
        "sent": MOMENT,
        "kind": "Alert",
        "infos": (info,),
        "category": "Health",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "effective": MOMENT,
        "expires": None,
        "web": "https://example.org/1.xml",
        "geocode": "31",
    }
    return Alert(**{**values, **changed})


def valid(body: bytes):
    root = etree.fromstring(body)
    SCHEMA.assertValid(root)
    return root


def test_a_moment_has_an_offset_and_never_a_z():
    assert cap_time(MOMENT) == "2022-04-18T18:40:00+08:00"
    assert cap_time(datetime(2022, 4, 18, tzinfo=UTC)) == "2022-04-18T00:00:00-00:00"


@given(st.text(max_size=60), st.sampled_from(["Alert", "Update", "Cancel"]))
def test_whatever_is_typed_the_document_is_valid(text, kind):
    info = Info("en-US", text or "x", text, text, text, text or "x")
    valid(alert_xml(alert(infos=(info,), kind=kind, earlier=(("a", MOMENT),))))


def test_another_parser_reads_what_was_written():
    read = capparser.parse(stringXML=alert_xml(alert()).decode())
    assert read.identifier[0] == "zone-1-0"
    assert read.sent[0] == "2022-04-18T18:40:00+08:00"
    info = read.info[0][0]
    assert info.headline[0] == "中海悦庭 23 号 封控区"
    assert info.area[0][0].areaDesc[0] == "中海悦庭 23 号"


@pytest.fixture
def town(alder, db):
    return alder


@pytest.fixture
def published(town):
    """A notice for all, one for all with a resident's name in it, and one for a stairwell."""
    from wanjia.notices.publishing.actions import Draft, publish_notice, save_draft
    from wanjia.notices.publishing.audience import Audience

    desk, person = town.viewers["desk"], town.people["7"][0]
    with clock.freeze(NOW):
        for title, body in (("Tests at eight", "Come down"), ("Lost", f"{person.name} is ill")):
            draft = Draft(title, body, Audience("community"), title_en=title, body_en=body)
            publish_notice(desk, save_draft(desk, draft).id)
    return town


def feed(town, client=None):
    client = client or town.client("")
    answer = client.get(f"/feeds/cap/{town.community.code}/")
    assert answer.status_code == 200
    root = etree.fromstring(answer.content)
    links = [one.find(f"{ATOM}link").get("href") for one in root.findall(f"{ATOM}entry")]
    return answer.content.decode(), [client.get(one).content for one in links]


def test_anybody_reads_the_zones_and_notices_and_nothing_of_a_person(published):
    town = published
    with clock.freeze(NOW):
        listed, documents = feed(town)
    roots = [valid(one) for one in documents]
    headlines = [root.findtext(f"{CAP}info/{CAP}headline") for root in roots]
    assert "Tests at eight" in headlines
    assert any("Alder Court" in one for one in headlines)
    assert "Lost" not in headlines
    zone = next(root for root in roots if "zone-" in root.findtext(f"{CAP}identifier"))
    languages = [one.text for one in zone.iter(f"{CAP}language")]
    assert languages == ["zh-CN", "en-US"]
    assert zone.findtext(f"{CAP}sent").endswith("+08:00")
    ring = zone.findtext(f"{CAP}info/{CAP}area/{CAP}polygon").split()
    assert ring[0] == ring[-1]
    assert 31 < float(ring[0].split(",")[0]) < 32
    text = listed + "".join(one.decode() for one in documents)
    assert not [one for one in town.secrets() if one in text]
    assert not [one for one in ("7-101", "8-101", "test 7", "may the cat") if one in text]


@pytest.mark.both
def test_a_zone_that_ends_is_cancelled_with_what_went_before(town):
    from wanjia.zoning.models import Zone, ZoneStairwell

    zone = Zone.objects.get(id=town.ids["zone_id"])
    end = NOW + timedelta(hours=1)
    Zone.objects.filter(id=zone.id).update(ended_at=end)
    ZoneStairwell.objects.filter(zone=zone, until=None).update(until=end)
    with clock.freeze(end + timedelta(hours=1)):
        _, documents = feed(town)
        roots = [valid(one) for one in documents]
        mine = next(one for one in roots if zone.id.hex in one.findtext(f"{CAP}identifier"))
    assert mine.findtext(f"{CAP}msgType") == "Cancel"
    references = mine.findtext(f"{CAP}references").split()
    assert references[0].split(",")[1] == f"zone-{zone.id.hex}-0"
    assert {one.text for one in mine.iter(f"{CAP}urgency")} == {"Past"}


def test_a_zone_that_loses_a_stairwell_is_updated(town):
    from wanjia.zoning.models import ZoneStairwell

    inside = ZoneStairwell.objects.filter(zone_id=town.ids["zone_id"]).first()
    ZoneStairwell.objects.create(
        community=town.community,
        zone=inside.zone,
        stairwell_id=town.outside["stairwell_id"],
        since=NOW - timedelta(hours=2),
        until=NOW - timedelta(hours=1),
    )
    with clock.freeze(NOW):
        _, documents = feed(town)
    roots = [valid(one) for one in documents]
    mine = next(one for one in roots if inside.zone_id.hex in one.findtext(f"{CAP}identifier"))
    assert mine.findtext(f"{CAP}msgType") == "Update"
    assert len(mine.findtext(f"{CAP}references").split()) == 2


def test_what_is_not_there_is_told_in_a_sentence(town):
    client, code = town.client(""), town.community.code
    paths = [
        "none/",
        "%00/",
        f"{code}/zone-x.xml",
        f"{code}/zone-{'0' * 32}-0.xml",
        f"{code}/%00.xml",
    ]
    for path in paths:
        answer = client.get(f"/feeds/cap/{path}")
        assert answer.status_code == 404, path
    assert "没有找到" in client.get("/feeds/cap/none/").content.decode()
    assert client.post(f"/feeds/cap/{code}/").status_code in (403, 405)


def test_the_feed_asks_a_bounded_number_of_times(published, django_assert_max_num_queries):
    with clock.freeze(NOW), django_assert_max_num_queries(12):
        published.client("").get(f"/feeds/cap/{published.community.code}/")


def test_a_community_without_a_code_is_read_by_its_id(town):
    from wanjia.core.models import Community

    Community.objects.filter(id=town.community.id).update(code="")
    with clock.freeze(NOW):
        assert town.client("").get("/feeds/cap//").status_code == 404
        answer = town.client("").get(f"/feeds/cap/{town.community.id}/")
        link = etree.fromstring(answer.content).find(f"{ATOM}entry/{ATOM}link").get("href")
        found = valid(town.client("").get(link).content)
    assert found.find(f"{CAP}info/{CAP}area/{CAP}geocode") is None
