"""One date for each zone, with its sum, wherever it is told; a person's word moves them all."""

import html
import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from wanjia.channels.standards.public_data import zone_shapes
from wanjia.channels.standards.senders import Sender
from wanjia.channels.standards.zone_messages import zone_stories
from wanjia.core import clock
from wanjia.core.models import Community, Entry
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling, Path, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.cases.actions import decide_case, mark_moved_out, record_case, withdraw_case
from wanjia.zoning.models import Zone
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.protocols.protocol import (
    TestRound,
    ZoneState,
    due,
    earliest_end,
    end_told,
    load_protocols,
    words,
)
from wanjia.zoning.protocols.public_text import end_words
from wanjia.zoning.zones.proposal_text import sum_words

SHANGHAI = "shanghai-2022-04"
TZ = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
LATER = EVENING + timedelta(days=9)
WEST = frozenset({"23", "24"})
APRIL = load_protocols()[SHANGHAI]


def test_a_zone_held_by_a_test_says_the_sum_and_whom_to_call():
    start = datetime(2022, 4, 21, 9, tzinfo=TZ)
    tests = (TestRound(date(2022, 5, 3), "pcr", False, True, missing=2),)
    state = ZoneState("sealed", start, name="中海悦庭 7–8号", tests=tests)
    proposal = due(APRIL, state, datetime(2022, 5, 5, 8, tzinfo=TZ))
    assert "最早5月5日可转为防范区（5月5日 = 4月21日 + 14天）" in words(proposal, "zh")
    assert "第13天核酸，2人未测：请打电话" in words(proposal, "zh")
    said = words(proposal, "en")
    assert "5 May = 21 April + 14 days); held by: PCR of day 13, 2 not sampled: call them" in said


def test_a_case_that_waits_for_a_decision_holds_the_zone_and_moves_no_date():
    start = datetime(2022, 4, 21, 9, tzinfo=TZ)
    state = ZoneState("sealed", start, undecided=1)
    proposal = due(APRIL, state, datetime(2022, 5, 5, 8, tzinfo=TZ))
    assert proposal.on == date(2022, 5, 5)
    assert "1例新增病例等人决定" in words(proposal, "zh")


moments = st.integers(0, 1_100_000).map(
    lambda minutes: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CLASSES = [(name, klass) for name, one in load_protocols().items() for klass in one.classes]


@given(of=st.sampled_from(CLASSES), start=moments, later=st.integers(0, 40))
def test_what_is_kept_of_an_end_tells_the_sum_that_was_counted(of, start, later):
    protocol, klass = load_protocols()[of[0]], of[1]
    case = start + timedelta(days=later)
    end = earliest_end(protocol, ZoneState(klass, start, last_case_at=case, tz=TZ), case)
    if end is None:
        return
    assert end_told(end.moment(TZ), end.days, TZ) == end
    assert end.on == case.astimezone(TZ).date() + timedelta(days=end.days)
    proposal = due(protocol, ZoneState(klass, start, last_case_at=case, tz=TZ), case)
    assert proposal.on == end.on
    for language in ("zh", "en"):
        assert sum_words(end, language) in end_words(end.moment(TZ), TZ, language, end.days)
        assert sum_words(end, language) in words(proposal, language)


# --- the same on every page and paper

pytestmark = []
on_pages = pytest.mark.django_db


@pytest.fixture
def zone(viewer, estate, residents):
    Path.objects.update(guards=1)
    with clock.freeze(EVENING):
        publication = publish(viewer, estate, Order(WEST, SHANGHAI))
        make_household_links(viewer, list(Dwelling.objects.filter(stairwell__label="24")))
    return publication.zones.get(klass="sealed")


def a_case(viewer, door, at):
    dwelling = Dwelling.objects.get(community_id=viewer.community_id, door=door)
    sampled = at - timedelta(hours=6)
    return record_case(viewer, dwelling, test="pcr", sampled_at=sampled, told_by="区疾控")


def text_of(answer):
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def told(client, viewer, zone, language):
    """What each page, paper and machine says of a zone, by its name."""
    client.cookies["wanjia_lang"] = {"zh": "zh-hans", "en": "en"}[language]
    link = HouseholdLink.objects.filter(dwelling__stairwell__zonings__zone=zone).first()
    community = Community.objects.get(id=viewer.community_id)
    pages = {
        "zone": reverse("zoning:zone", args=[zone.id]),
        "zones": reverse("zoning:zones") + f"?estate={zone.estate_id}",
        "publication": reverse("zoning:publication", args=[zone.publication_id]),
        "doors": reverse("zoning:print_doors", args=[zone.publication_id]),
        "household": f"/h/{link.token}/",
        "notice": f"/notices/new/?zone={zone.id}",
        "daily": "/daily/",
    }
    said = {name: text_of(client.get(url)) for name, url in pages.items()}
    alert = zone_stories(Sender(community, "wanjia.test", str), [zone])[zone.id][-1].alert
    info = next(one for one in alert.infos if one.language.startswith(language))
    said["cap"] = info.description
    shape = next(one for one in zone_shapes(community) if one.id == str(zone.id))
    said["map"] = shape.ends if language == "zh" else shape.ends_en
    day = json.loads(client.get("/daily.json").content)
    figure = next(one for one in day["zones"] if one["id"] == str(zone.id))
    said["daily json"] = figure["ends" if language == "zh" else "ends_en"]
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/daily.xlsx").content))
    said["daily xlsx"] = str([book.get_sheet_by_name(one).to_python() for one in book.sheet_names])
    return said


def everywhere(client, viewer, zone, on, counted_from):
    """The date and its sum, as one sentence, on all of them; and on the list of proposals."""
    zone.refresh_from_db()
    for language in ("zh", "en"):
        ends = end_words(zone.planned_end, TZ, language, zone.clear_days)
        assert {"zh": f"{on} = {counted_from} + 14天", "en": " + 14 days"}[language] in ends
        for where, text in told(client, viewer, zone, language).items():
            assert ends in text, (where, language, ends, text[-900:])
        proposals = text_of(client.get(reverse("zoning:proposals")))
        assert ends.split("; " if language == "en" else "；")[-1] in proposals
    [shown] = [one for shown, one in queries.proposals(viewer) if shown.id == zone.id]
    assert shown.end.moment(TZ) == zone.planned_end


@on_pages
def test_a_zone_has_one_date_on_every_page_and_paper(desk, viewer, zone):
    with clock.freeze(EVENING + timedelta(hours=1)):
        everywhere(desk, viewer, zone, "5月2日", "4月18日")


@on_pages
@pytest.mark.both
def test_a_second_case_moves_the_date_of_its_building_everywhere(desk, viewer, zone):
    with clock.freeze(EVENING + timedelta(days=3)):
        a_case(viewer, "24-101", clock.now())
        everywhere(
            desk, viewer, queries.zone_of(viewer, Stairwell.objects.get(label="24").id),
            "5月5日", "4月21日",
        )  # fmt: skip


@on_pages
@pytest.mark.both
@pytest.mark.slow
def test_a_case_of_the_second_week_moves_nothing_until_somebody_decides(desk, viewer, zone):
    with clock.freeze(LATER):
        case = a_case(viewer, "24-101", LATER)
        everywhere(desk, viewer, zone, "5月2日", "4月18日")
        decide_case(viewer, case, "keep", "专家组：转运及时，维持原方案")
        everywhere(desk, viewer, zone, "5月2日", "4月18日")
        kept = Entry.objects.get(type="zone.date_kept")
        assert (kept.subject, kept.actor_name) == (zone.id, viewer.name)
        assert kept.after["why"] == "专家组：转运及时，维持原方案"
        page = text_of(desk.get(reverse("zoning:zone", args=[zone.id])))
        assert "维持原定日期" in page or "date" in page.lower()


@on_pages
@pytest.mark.slow
def test_a_case_of_the_second_week_restarts_the_zone_when_somebody_decides_so(desk, viewer, zone):
    with clock.freeze(LATER):
        case = a_case(viewer, "24-101", LATER)
        decide_case(viewer, case, "restart_zone", "专家组意见")
        everywhere(desk, viewer, zone, "5月11日", "4月27日")
        withdraw_case(viewer, case, "复核为阴性")
        everywhere(desk, viewer, zone, "5月2日", "4月18日")


@on_pages
@pytest.mark.both
def test_moving_a_case_out_moves_the_date_where_the_protocol_counts_from_it(
    viewer, estate, residents
):
    start = datetime(2022, 6, 20, 1, tzinfo=UTC)
    Path.objects.update(guards=1)
    with clock.freeze(start):
        case = a_case(viewer, "24-101", start)
        publish(viewer, estate, Order(WEST, "shanghai-2022-05", rest=None))
    with clock.freeze(start + timedelta(days=2)):
        mark_moved_out(viewer, case)
        zone = Zone.objects.get()
        assert zone.planned_end == datetime(2022, 6, 29, tzinfo=TZ)
        [(_, proposal)] = queries.proposals(viewer)
        assert proposal.on == date(2022, 6, 29)
