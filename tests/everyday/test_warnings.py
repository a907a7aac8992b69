"""Warnings: CAP is read as others write it, a red one proposes the emergency and visits by risk."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from wanjia.channels.standards import cap
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Membership, Mode, User
from wanjia.core.problems import Problem
from wanjia.everyday.mode.actions import return_to_ordinary
from wanjia.everyday.mode.queries import find_reasons
from wanjia.everyday.models import PlannedVisit, WarningFeed, WeatherWarning
from wanjia.everyday.visits.actions import record_visit
from wanjia.everyday.warnings import actions, background
from wanjia.everyday.warnings.cap_reader import (
    UnreadableError,
    WeatherMessage,
    read_warnings,
)
from wanjia.everyday.warnings.queries import standing_warnings, visits_left
from wanjia.everyday.warnings.warning_rules import (
    Place,
    hazard_of,
    level_of,
    load_hazards,
    where_is,
)
from wanjia.people.models import Risk

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "cap"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 7, 14, 10, 0, tzinfo=SHANGHAI)
HEAT, LIFTED, INDEX = ((FILES / name).read_bytes() for name in (
    "heat-red.xml", "heat-lifted.xml", "index.atom",
))  # fmt: skip
HERE = Place("310117001001", ("祥欣居民区",), ((31.06, 121.23),))


@pytest.fixture
def head(community, residents):
    """The head of a community of Songjiang, with two people at risk, on a hot morning."""
    with clock.freeze(MORNING):
        for person, kind in ((residents[0], "alone_elder"), (residents[3], "dialysis")):
            Risk.objects.create(community=community, resident=person, kind=kind, confirmed=True)
        yield Viewer(community_id=community.id, role="head", name="主任")


def take(viewer, data):
    return actions.take_warnings(viewer, read_warnings(data).messages)


def test_an_alert_of_a_chinese_office_is_read_with_its_english():
    [message] = read_warnings(HEAT).messages
    assert message.headline.startswith("松江区气象台发布高温红色预警")
    assert message.headline_en == "Red heat warning for Songjiang District"
    assert message.expires == datetime(2026, 7, 15, 9, 30, tzinfo=SHANGHAI)
    assert (hazard_of(message, load_hazards()), level_of(message)) == ("heat", "red")
    assert where_is(message, HERE) == "here"
    assert where_is(message, Place("320500000000", ("苏州",))) == "elsewhere"
    for nobody_can_tell in ("", "demo", "310117000", "31"):
        told = where_is(message, Place(nobody_can_tell, ("祥欣居民区",)))
        assert told == ("here" if nobody_can_tell == "310117000" else "unsure")


def test_an_index_of_the_american_service_is_read_and_what_only_links_is_named():
    feed = read_warnings(INDEX)
    [message] = feed.messages
    assert (hazard_of(message, load_hazards()), level_of(message)) == ("heat", "orange")
    assert ("SAME", "017031") in message.geocodes
    assert where_is(message, Place("", (), ((41.88, -87.63),))) == "here"
    assert where_is(message, Place("", (), ((31.06, 121.23),))) == "elsewhere"
    assert feed.links == ("/alerts/aa02.cap",)


def test_what_we_send_ourselves_is_read_again():
    sent = datetime(2026, 7, 14, 9, 0, tzinfo=SHANGHAI)
    info = cap.Info("zh-CN", "高温", "高温橙色预警", "很热", "多喝水", "中海悦庭")
    ring = ((31.05, 121.22), (31.07, 121.22), (31.07, 121.24), (31.05, 121.22))
    alert = cap.Alert(
        "a-1", "wanjia", sent, "Alert", (info,), "Met", "Expected", "Moderate", "Likely",
        sent, None, "https://x.example/a-1", "310117", polygons=(ring,),
    )  # fmt: skip
    [read] = read_warnings(cap.alert_xml(alert)).messages
    assert (read.identifier, read.sent, read.headline) == ("a-1", sent, "高温橙色预警")
    assert read.polygons == (ring,)
    assert level_of(read) == "orange"  # the colour that it names, not its severity


@pytest.mark.parametrize(
    "data",
    [b"", b"not xml", b"<html><body>404</body></html>", b"\xff\xfe<", HEAT[:200],
     b'<!DOCTYPE a [<!ENTITY x "y">]><alert>&x;</alert>'],
)  # fmt: skip
def test_what_is_no_warning_is_refused_and_never_empty(data):
    with pytest.raises(UnreadableError):
        read_warnings(data)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_no_file_breaks_the_reader(data):
    try:
        read_warnings(b"<alert>" + data + b"</alert>")
    except UnreadableError:
        return


def test_an_unknown_level_is_nothing_known_and_not_calm():
    message = WeatherMessage("1", "s", MORNING, "Actual", "Alert", "高温", "高温预警")
    assert level_of(message) == ""
    assert where_is(message, Place("", ())) == "unsure"


@pytest.mark.both
def test_a_red_warning_proposes_the_emergency_and_visits_by_risk(head, client, residents):
    assert take(head, HEAT).new == 1
    assert take(head, HEAT).known == 1
    [reason] = find_reasons(head.community_id)
    warning = WeatherWarning.objects.get()
    assert (reason.source, reason.about) == ("warning", warning.id)
    user = User.objects.create(username="head", name="主任")
    Membership.objects.create(community_id=head.community_id, user=user, role="head")
    client.force_login(user)
    assert client.get("/").context["rows"][0]["title"].startswith("有红色预警")
    assert "进入应急，按风险排走访" in client.get("/mode/").content.decode()
    posted = client.post("/warnings/enter/", {"warning_id": warning.id}, follow=True)
    assert "排了 2 位的走访。" in posted.content.decode()
    assert Community.objects.get(id=head.community_id).mode == Mode.EMERGENCY
    [late] = {plan.due_at for plan in PlannedVisit.objects.all()}
    assert late == MORNING + timedelta(hours=10)
    row = next(row for row in client.get("/").context["rows"] if row["url"] == "/visits/")
    assert row["title"] == "预警期间还有 2 位没见到"
    record_visit(head, residents[0].dwelling_id, "well", residents[0].id)
    with clock.freeze(MORNING + timedelta(hours=9)):
        assert take(head, LIFTED).over == 1
        assert not standing_warnings(head).exists()
        assert visits_left(head, warning.id) == 1
        left = {one.url: one.count for one in client.get("/mode/").context["left"]}
        assert left["/warnings/"] == 1
        client.post("/warnings/off/", {"warning_id": warning.id})
        assert visits_left(head, warning.id) == 0
        with pytest.raises(Problem, match="已经过了"):
            actions.visit_for(head, warning.id)
        return_to_ordinary(head)
        assert client.get("/").context["mode"] == "ordinary"
        assert find_reasons(head.community_id) == ()


@pytest.mark.both
def test_an_orange_one_asks_for_visits_alone_and_can_be_set_aside(head, client):
    take(head, HEAT.replace("红色".encode(), "橙色".encode()))
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community_id=head.community_id, user=user, role="desk")
    client.force_login(user)
    assert client.get("/").context["rows"][0]["title"] == "有预警，要不要按风险走访？"
    assert find_reasons(head.community_id) == ()
    warning = WeatherWarning.objects.get()
    for _ in range(2):
        client.post("/warnings/aside/", {"warning_id": warning.id})
    assert "有预警" not in client.get("/").context["rows"][0]["title"]
    assert actions.visit_for(head, warning.id) == 2  # it may be thought better of


def test_a_drill_and_a_warning_of_elsewhere_propose_nothing(head):
    drill = HEAT.replace(b"<status>Actual", b"<status>Exercise")
    assert take(head, drill).drills == 1
    far = HEAT.replace(b"310117000000", b"440300000000").replace(
        "松江区".encode(), "深圳市".encode()
    )
    assert take(head, far).elsewhere == 1
    assert not WeatherWarning.objects.exists()


@pytest.mark.both
def test_a_source_is_read_with_what_it_links_to_and_says_when_it_fails(head, monkeypatch):
    feed = actions.add_feed(head, "https://weather.example/active.atom")
    assert actions.add_feed(head, "https://weather.example/active.atom") == feed
    for address in ("http://weather.example/a", "https://127.0.0.1/a", "https://10.0.0.8/a", "x"):
        with pytest.raises(Problem, match="网址不对"):
            actions.add_feed(head, address)
    pages = {
        "https://weather.example/active.atom": INDEX,
        "https://weather.example/alerts/aa02.cap": HEAT,
    }
    asked = []

    def fetch(url):
        asked.append(url)
        if url not in pages:
            raise ConnectionError(url)
        return pages[url]

    monkeypatch.setattr(background, "fetch", fetch)
    background.read_feeds(head.community_id)
    assert [one.headline_en for one in WeatherWarning.objects.filter(level="red")] == [
        "Red heat warning for Songjiang District"
    ]
    background.read_feeds(head.community_id)  # within five minutes
    assert len(asked) == 2
    pages.clear()
    with clock.freeze(MORNING + timedelta(minutes=6)):
        background.read_feeds(head.community_id)
    assert WarningFeed.objects.get().failure == "ConnectionError"
    actions.end_feed(head, feed.id)
    assert actions.end_feed(head, feed.id).ended_at


def test_a_file_is_read_from_the_page_and_a_wrong_one_says_why(head, client):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community_id=head.community_id, user=user, role="desk")
    client.force_login(user)
    wrong = client.post("/warnings/read/", {"file": SimpleUploadedFile("a.xml", b"<html/>")})
    assert wrong.status_code == 422
    assert "读不出来" in wrong.content.decode()
    right = client.post("/warnings/read/", {"file": SimpleUploadedFile("a.xml", HEAT)}, follow=True)
    assert "收下 1 条预警。" in right.content.decode()
    assert (
        "Red heat warning"
        in client.get("/warnings/", headers={"accept-language": "en"}).content.decode()
    )
