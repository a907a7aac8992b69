"""Notices: whom they reach, what is refused before they are published, how they are taken back."""

from datetime import timedelta

import pytest
from tests.notices.conftest import NOW

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.notices.labels import unseen_text
from wanjia.notices.models import Notice, NoticeSeen, Reach, SeenWay, State
from wanjia.notices.publishing.actions import (
    Draft,
    mark_seen,
    publish_notice,
    put_up,
    restore_notice,
    save_draft,
    take_down,
    undo_publication,
    withdraw_notice,
)
from wanjia.notices.publishing.audience import Audience
from wanjia.notices.queries import homes_in, on_page, seen_by_well
from wanjia.places.models import Dwelling, Stairwell

pytestmark = pytest.mark.both


def stairwells(estate, *labels: str) -> Audience:
    found = estate.stairwells.filter(label__in=labels).values_list("id", flat=True)
    return Audience(Reach.STAIRWELLS, stairwells=frozenset(found))


def shown(viewer: Viewer) -> list[str]:
    home = Dwelling.objects.select_related("stairwell").get(id=viewer.dwelling_id)
    return [one.title for one in on_page(viewer, home.stairwell)]


def test_a_notice_is_at_the_doors_of_its_audience_and_at_no_other(tell, home, estate):
    tell(title="全体")
    tell(Audience(Reach.ESTATE, estate=estate.id), title="小区")
    tell(stairwells(estate, "23"), title="23号")
    tell(Audience(Reach.ROLE, role="grid"), title="网格员")
    assert set(shown(home("23-101"))) == {"全体", "小区", "23号"}
    assert set(shown(home("3-101"))) == {"全体", "小区"}


@pytest.fixture
def zoned(viewer, estate, residents):
    """Stairwells 23 and 24 in one zone that is in force."""
    from wanjia.zoning.plans.actions import Order, publish

    order = Order(frozenset({"23", "24"}), "shanghai-2022-04")
    return publish(viewer, estate, order)


def test_a_notice_for_a_zone_follows_the_zone(viewer, tell, home, zoned):
    from wanjia.zoning.models import ZoneStairwell

    zone = next(one for one in zoned.zones.all() if one.klass == "sealed")
    tell(Audience(Reach.ZONE, zone=zone.id), title="封控")
    assert "封控" in shown(home("23-101"))
    assert "封控" not in shown(home("3-101"))
    left = ZoneStairwell.objects.filter(zone=zone, stairwell__label="23")
    left.update(until=clock.now())
    assert "封控" not in shown(home("23-101"))
    assert "封控" in shown(home("24-101"))


def test_it_is_shown_only_while_it_holds(tell, home):
    tell(title="昨天", valid_from=NOW - timedelta(days=1), valid_until=NOW + timedelta(minutes=1))
    tell(title="明天", valid_from=NOW + timedelta(hours=5))
    assert shown(home("23-101")) == ["昨天"]
    with clock.freeze(NOW + timedelta(hours=6)):
        assert shown(home("23-101")) == ["明天"]


def test_how_many_it_reaches_is_known_before_it_is_published(viewer, everyone, estate):
    assert homes_in(viewer, everyone).homes == 18
    size = homes_in(viewer, stairwells(estate, "23", "3"))
    assert (size.stairwells, size.homes, size.people) == (2, 12, 24)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": "  "}, "标题"),
        ({"body": "\n"}, "正文"),
        ({"title": "长" * 61}, "61 字，最多 60"),
        ({"body": "长" * 2001}, "最多 2000"),
        ({"valid_from": NOW, "valid_until": NOW}, "不在开始时间"),
        ({"valid_until": NOW - timedelta(days=1)}, "2022-04-17 19:00"),
        ({"valid_from": NOW - timedelta(2), "valid_until": NOW - timedelta(1)}, "已经过了"),
        ({"body": "请 {几点} 到{哪里}。"}, "{几点} {哪里}"),
    ],
)
def test_a_notice_that_is_wrong_is_refused_and_says_what(tell, more, said):
    with pytest.raises(Problem, match=said):
        tell(**more)


def test_a_notice_that_no_household_would_see_is_not_published(viewer, tell, estate):
    empty = Stairwell.objects.create(community=estate.community, estate=estate, label="99")
    with pytest.raises(Problem, match="没有一户"):
        tell(Audience(Reach.STAIRWELLS, stairwells=frozenset({empty.id})))


def test_a_published_notice_is_undone_within_the_hour_and_not_later(viewer, tell, home):
    notice = tell()
    with clock.freeze(NOW + timedelta(minutes=59)):
        assert undo_publication(viewer, notice.id).state == State.DRAFT
        assert shown(home("23-101")) == []
        publish_notice(viewer, notice.id)
        undone = Entry.objects.get(type="notice.taken_back")
        assert undone.undoes == Entry.objects.filter(type="notice.published").last().id
    with clock.freeze(NOW + timedelta(minutes=119)), pytest.raises(Problem, match="一小时"):
        undo_publication(viewer, notice.id)


def test_a_draft_can_be_changed_and_a_published_notice_can_not(viewer, everyone):
    sent = save_draft(viewer, Draft("一", "一", everyone), new_notice_id=new_id()).id
    save_draft(viewer, Draft("二", "二", everyone), sent)
    assert Notice.objects.get().title == "二"
    publish_notice(viewer, sent)
    publish_notice(viewer, sent)
    assert Entry.objects.filter(type="notice.published").count() == 1
    with pytest.raises(Problem, match="不能再改"):
        save_draft(viewer, Draft("三", "三", everyone), sent)


def test_who_saw_a_notice_reads_that_it_was_withdrawn_and_why(viewer, tell, home):
    notice = tell()
    seen, unseen = home("23-101"), home("23-102")
    mark_seen(seen, [(notice.id, seen.dwelling_id)], SeenWay.OPENED)
    with pytest.raises(Problem, match="为什么"):
        withdraw_notice(viewer, notice.id, " ")
    withdraw_notice(viewer, notice.id, "改到后天")
    assert shown(seen) == ["明天核酸"]
    assert shown(unseen) == []
    assert Entry.objects.get(type="notice.withdrawn").after["why"] == "改到后天"
    restore_notice(viewer, notice.id)
    assert shown(unseen) == ["明天核酸"]
    withdraw_notice(viewer, notice.id, "改到后天")
    with clock.freeze(NOW + timedelta(hours=2)), pytest.raises(Problem):
        restore_notice(viewer, notice.id)
    with clock.freeze(NOW + timedelta(hours=25)):
        assert shown(seen) == []


def test_the_doors_that_have_not_seen_it_are_listed_by_stairwell(viewer, tell, home, residents):
    notice = tell()
    for door, way in (("23-101", SeenWay.OPENED), ("23-102", SeenWay.TICKED)):
        mark_seen(viewer, [(notice.id, home(door).dwelling_id)], way)
    well = Stairwell.objects.get(label="24")
    assert put_up(viewer, notice.id, well.id) == 6
    assert put_up(viewer, notice.id, well.id) == 0
    found = {one.stairwell.label: one for one in seen_by_well(viewer, notice)}
    assert (found["23"].seen, len(found["23"].missing)) == (2, 4)
    assert (found["24"].paper, len(found["24"].missing)) == (6, 0)
    assert len(found["3"].missing) == 6
    text = unseen_text(notice, found.values(), "zh-hans")
    assert "23 号：23-201、23-202、23-301、23-302" in text
    assert "24 号" not in text
    assert not [one.name for one in residents if one.name in text]
    assert take_down(viewer, notice.id, well.id) == 6
    assert not NoticeSeen.objects.filter(channel=SeenWay.PAPER).exists()


def test_paper_at_the_door_takes_nothing_from_who_has_read_it(viewer, tell, home):
    notice, door = tell(), home("23-101")
    mark_seen(viewer, [(notice.id, door.dwelling_id)], SeenWay.OPENED)
    well = Stairwell.objects.get(label="23")
    assert put_up(viewer, notice.id, well.id) == 5
    take_down(viewer, notice.id, well.id)
    assert NoticeSeen.objects.get().channel == SeenWay.OPENED


def test_a_household_that_moved_out_is_not_missed(viewer, tell, residents):
    notice = tell()
    for one in residents[:2]:
        one.left_at = clock.now()
        one.save()
    assert sum(len(well.missing) for well in seen_by_well(viewer, notice)) == 17


def test_only_officers_write(viewer, everyone):
    grid = Viewer(viewer.community_id, "grid", name="网格")
    with pytest.raises(Problem):
        save_draft(grid, Draft("一", "一", everyone))
