"""What changes for a zone's people is announced: on Today, to them, on paper, with its guards."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.notices.models import Notice, State
from wanjia.people.models import HouseholdLink
from wanjia.places.models import Path, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.cases.actions import decide_case, record_case
from wanjia.zoning.models import Zone
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.zones.actions import step
from wanjia.zoning.zones.changes import follow_clock, note_posted

SHANGHAI = "shanghai-2022-04"
EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
MIDNIGHT = datetime(2022, 4, 24, 16, 0, tzinfo=UTC)  # the first minute of day 8
WEST = frozenset({"23", "24"})

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(viewer, estate, residents):
    Path.objects.update(guards=1)
    with clock.freeze(EVENING):
        return publish(viewer, estate, Order(WEST, SHANGHAI)).zones.get(klass="sealed")


def text_of(answer):
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def household(client, door="24"):
    link = HouseholdLink.objects.filter(dwelling__stairwell__label=door).first()
    return text_of(client.get(f"/h/{link.token}/"))


def posts(viewer, estate):
    return sorted(post.label for post in queries.posts_in_force(viewer, [estate]))


def a_case(viewer, estate, door):
    from wanjia.places.models import Dwelling

    dwelling = Dwelling.objects.get(stairwell__estate=estate, door=door)
    sampled = clock.now() - timedelta(hours=6)
    return record_case(viewer, dwelling, test="pcr", sampled_at=sampled, told_by="区疾控")


@pytest.mark.both
@pytest.mark.slow
def test_day_eight_begins_at_midnight_and_is_announced_everywhere(desk, viewer, estate, zone):
    with clock.freeze(MIDNIGHT - timedelta(minutes=1)):
        assert follow_clock(viewer.community_id) == 0
        assert "中海悦庭 23–24号 明天起：7天居家健康监测" in text_of(desk.get("/"))
    before = posts(viewer, estate)
    with clock.freeze(MIDNIGHT):
        assert follow_clock(viewer.community_id) == 1
        assert follow_clock(viewer.community_id) == 0
        entry = Entry.objects.get(type="zone.phase_begun")
        assert (entry.subject, entry.role) == (zone.id, "system")
        assert (entry.before["phase"], entry.after["phase"]) == ("closed", "monitoring")
        today = text_of(desk.get("/"))
        assert "中海悦庭 23–24号：换了阶段，告示待贴" in today
        told = household(desk)
        assert "4月25日起：7天居家健康监测。" in told
        assert "请不要离开小区" in told
        notice = Notice.objects.get()
        assert notice.state == State.PUBLISHED
        assert "5月2日 = 4月18日 + 14天" in notice.body
        assert "From 25 April: 7 days of home health monitoring." in notice.body_en
        page = text_of(desk.get(reverse("zoning:change", args=[zone.id])))
        assert "撤去 23号与东门之间的路" in page
        assert "新设 东门" in page
        assert before == ["p1"]
        assert posts(viewer, estate) == ["east"]
        paper = text_of(desk.get(reverse("zoning:print_zone_doors", args=[zone.id])))
        assert "居家健康监测：请不要离开小区" in paper
        assert "4月25日至5月1日" in paper  # seven days, whose zone ends on a date of its own
        assert "居民委员会 4月25日 00:00" in paper
        assert desk.post(reverse("zoning:posted", args=[zone.id])).status_code == 302
        assert "告示待贴" not in text_of(desk.get("/"))
        assert Entry.objects.filter(type="zone.notices_posted").count() == 1


@pytest.mark.both
def test_a_restart_is_told_to_its_building_alone_and_asks_for_paper(desk, viewer, estate, zone):
    later = EVENING + timedelta(days=3)
    with clock.freeze(later):
        a_case(viewer, estate, "24-101")
        assert "中海悦庭 24号：重新起算，告示待贴" in text_of(desk.get("/"))
        notice = Notice.objects.get()
        assert notice.zone_id == queries.zone_of(viewer, Stairwell.objects.get(label="24").id).id
        assert "5月5日 = 4月21日 + 14天" in notice.body
        assert notice.body.startswith("阳性所在楼栋重新计满14天封控")
        assert "5月5日 = 4月21日 + 14天" in household(desk, "24")
        assert "4月21日" not in household(desk, "23").split("居家")[0]


def test_what_was_told_before_is_withdrawn_when_the_whole_zone_starts_again(
    desk, viewer, estate, zone
):
    with clock.freeze(MIDNIGHT):
        follow_clock(viewer.community_id)
    with clock.freeze(MIDNIGHT + timedelta(days=2)):
        case = a_case(viewer, estate, "24-101")
        decide_case(viewer, case, "restart_zone", "专家组意见")
        states = sorted(Notice.objects.values_list("state", flat=True))
        assert states == [State.PUBLISHED, State.WITHDRAWN]
        newest = Notice.objects.get(state=State.PUBLISHED)
        assert "5月11日 = 4月27日 + 14天" in newest.body
        # The homes are closed again, and so is the path.
        assert posts(viewer, estate) == ["p1"]
        zone.refresh_from_db()
        assert (zone.phase, zone.change) == ("closed", "restart")


def test_keeping_the_date_changes_nothing_for_anybody(desk, viewer, estate, zone):
    with clock.freeze(MIDNIGHT + timedelta(days=2)):
        follow_clock(viewer.community_id)
        case = a_case(viewer, estate, "24-101")
        told = Notice.objects.count()
        decide_case(viewer, case, "keep", "专家组意见")
        assert Notice.objects.count() == told
        assert Entry.objects.get(type="zone.date_kept").after["why"] == "专家组意见"


@pytest.mark.both
def test_a_step_down_and_the_end_are_told_to_those_who_live_there(desk, viewer, estate, zone):
    with clock.freeze(EVENING + timedelta(days=14)):
        new = step(viewer, zone, "precaution", "区防控办通知")
        assert "中海悦庭 23–24号：转级，告示待贴" in text_of(desk.get("/"))
        assert "5月2日起：防范区。" in household(desk)
        assert posts(viewer, estate) == []
        paper = text_of(desk.get(reverse("zoning:print_zone_doors", args=[new.id])))
        assert "防范区：请少外出、不聚集" in paper
    with clock.freeze(EVENING + timedelta(days=15)):
        step(viewer, new, "open", "区防控办通知")
        assert "中海悦庭 23–24号：解除，告示待贴" in text_of(desk.get("/"))
        told = Notice.objects.filter(state=State.PUBLISHED).first()
        assert "解除" in told.title
        assert "解除" in household(desk)
        paper = text_of(desk.get(reverse("zoning:print_zone_doors", args=[new.id])))
        assert "分区管理已解除" in paper
        page = text_of(desk.get(reverse("zoning:change", args=[new.id])))
        assert "分区管理已解除" in page


def test_only_officers_say_that_the_notices_hang(client, viewer, zone, sign_in):
    with clock.freeze(MIDNIGHT):
        follow_clock(viewer.community_id)
        assert sign_in("grid").post(reverse("zoning:posted", args=[zone.id])).status_code == 403
        assert Zone.objects.get(id=zone.id).posted_at is None
        with pytest.raises(Problem):
            note_posted(Viewer(viewer.community_id, "volunteer"), zone)


def test_where_nothing_changed_there_is_nothing_to_post(viewer, zone):
    with clock.freeze(EVENING + timedelta(hours=1)), pytest.raises(Problem) as refused:
        note_posted(viewer, zone)
    assert refused.value.code == "zones.nothing_changed"


def test_a_minute_with_nothing_to_do_asks_one_statement_of_a_community_without_zones(
    viewer, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        assert follow_clock(viewer.community_id) == 0


def test_the_pages_of_a_change_are_english_on_an_english_page(sign_in, viewer, zone):
    with clock.freeze(MIDNIGHT):
        follow_clock(viewer.community_id)
        client = sign_in("desk", "en")
        for url in (
            reverse("zoning:change", args=[zone.id]),
            reverse("zoning:zone", args=[zone.id]),
        ):
            body = re.sub(
                r"<script.*?</script>|<ul data-other[^>]*>.*?</ul>|<a [^>]*lang=\"zh[^>]*>.*?</a>"
                r"|<button[^>]*lang=\"zh[^>]*>.*?</button>",
                "", client.get(url).content.decode(), flags=re.S,
            )  # fmt: skip
            left = re.sub("中海悦庭|祥欣居民区|东门|中文|万家|某(?=desk)|值班|号", "", body)
            assert re.findall("[\u4e00-\u9fff]+", left) == [], url
