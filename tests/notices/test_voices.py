"""Voices: what a household says waits for an officer, is read without a name, is answered once."""

from datetime import timedelta

import pytest
from tests.notices.conftest import NOW

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.notices.comments.actions import (
    MOST_AN_HOUR,
    add_comment,
    answer_all,
    hide_comment,
    reopen_comment,
    show_comment,
    withdraw_answer,
)
from wanjia.notices.models import Comment, Reach
from wanjia.notices.publishing.actions import withdraw_notice
from wanjia.notices.publishing.audience import Audience
from wanjia.notices.queries import for_household, waiting_by_notice


def read_by(household: Viewer, notice) -> list[tuple[str, bool]]:
    _notice, _answers, voices = for_household(household, notice.id)
    return [(one.comment.text, one.mine) for one in voices]


def test_nobody_else_reads_a_comment_before_an_officer_lets_it_through(viewer, tell, home):
    notice, mine, other = tell(), home("23-101"), home("24-101")
    said = add_comment(mine, notice.id, "老人怎么办？")
    assert read_by(mine, notice) == [("老人怎么办？", True)]
    assert read_by(other, notice) == []
    show_comment(viewer, said.id)
    assert read_by(other, notice) == [("老人怎么办？", False)]
    hide_comment(viewer, said.id, "有门号")
    assert read_by(other, notice) == []
    assert for_household(mine, notice.id)[2][0].comment.hidden_reason == "有门号"
    reopen_comment(viewer, said.id)
    assert Comment.objects.get().moderation == "waiting"
    with pytest.raises(Problem, match="为什么"):
        hide_comment(viewer, said.id, "")


@pytest.mark.both
def test_one_answer_is_read_by_all_and_settles_what_it_answers(viewer, tell, home):
    notice = tell()
    asked = [add_comment(home(door), notice.id, "几点？") for door in ("23-101", "24-101")]
    add_comment(home("3-101"), notice.id, "带什么？")
    assert [row["waiting"] for row in waiting_by_notice(viewer)] == [3]
    sent = new_id()
    made = answer_all(
        viewer, notice.id, "8 点。", comments=[one.id for one in asked], answer_id=sent
    )
    answer_all(viewer, notice.id, "8 点。", answer_id=sent)
    assert [row["waiting"] for row in waiting_by_notice(viewer)] == [1]
    assert [one.text for one in for_household(home("3-201"), notice.id)[1]] == ["8 点。"]
    withdraw_answer(viewer, made.id)
    assert [row["waiting"] for row in waiting_by_notice(viewer)] == [3]
    assert for_household(home("3-201"), notice.id)[1] == []
    with pytest.raises(Problem):
        withdraw_answer(viewer, made.id)


def test_a_household_writes_a_few_times_an_hour_and_the_same_twice_is_once(tell, home):
    notice, mine = tell(), home("23-101")
    sent = new_id()
    for _twice in range(2):
        add_comment(mine, notice.id, "第一句", comment_id=sent)
    for _more in range(MOST_AN_HOUR - 1):
        add_comment(mine, notice.id, "又一句")
    with pytest.raises(Problem, match="等等再写"):
        add_comment(mine, notice.id, "再一句")
    add_comment(home("23-102"), notice.id, "别家可以")
    with clock.freeze(NOW + timedelta(minutes=61)):
        add_comment(mine, notice.id, "再一句")
    assert Comment.objects.count() == MOST_AN_HOUR + 2


@pytest.mark.parametrize(("text", "said"), [("  ", "请写"), ("长" * 501, "501 字，最多 500")])
def test_a_comment_that_is_empty_or_too_long_is_refused(tell, home, text, said):
    with pytest.raises(Problem, match=said):
        add_comment(home("23-101"), tell().id, text)


def test_nothing_is_said_beneath_what_was_withdrawn_or_is_over(viewer, tell, home):
    notice = tell()
    withdraw_notice(viewer, notice.id, "改期")
    with pytest.raises(Problem, match="已经撤回"):
        add_comment(home("23-101"), notice.id, "几点？")
    over = tell(valid_until=NOW + timedelta(minutes=1))
    with clock.freeze(NOW + timedelta(minutes=2)), pytest.raises(Problem, match="过期"):
        add_comment(home("23-101"), over.id, "几点？")


def test_a_household_reaches_no_notice_of_other_doors(viewer, tell, home, estate):
    wells = frozenset(estate.stairwells.filter(label="24").values_list("id", flat=True))
    notice = tell(Audience(Reach.STAIRWELLS, stairwells=wells))
    with pytest.raises(Problem):
        add_comment(home("23-101"), notice.id, "我也要")
    with pytest.raises(Problem):
        for_household(home("23-101"), notice.id)


def test_an_id_that_another_used_opens_nothing(tell, home):
    notice = tell()
    theirs = add_comment(home("24-101"), notice.id, "我家的话")
    mine = add_comment(home("23-101"), notice.id, "我家的话", comment_id=theirs.id)
    assert mine.id != theirs.id


def test_officers_of_another_community_decide_nothing_here(tell, home):
    said = add_comment(home("23-101"), tell().id, "几点？")
    other = Community.objects.create(name="别处")
    with pytest.raises(Problem):
        show_comment(Viewer(other.id, "desk", name="别处"), said.id)
    assert Comment.objects.get().moderation == "waiting"
