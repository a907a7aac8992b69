"""Whether there are people for a plan's posts: said on the plan, with the plan that takes fewer."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.zoning.test_shadow import STREET

from wanjia.__main__ import main
from wanjia.core.models import Membership, User
from wanjia.people.models import Resident, Staff
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.plans.planner import Plan
from wanjia.zoning.plans.staffing import staffing_of, staffing_words


@pytest.fixture
def case(viewer, residents, evening):
    someone = Resident.objects.filter(dwelling__door="23-101").first()
    sampled = evening - timedelta(hours=6)
    return record_case(
        viewer, someone.dwelling, resident=someone, test="pcr", sampled_at=sampled, told_by="疾控"
    )


PLANS = st.lists(
    st.builds(
        lambda residents, guards: Plan((), (), (), residents, 0, guards, 20),
        st.integers(1, 500),
        st.integers(0, 12),
    ),
    max_size=8,
)


@given(plans=PLANS, guards=st.integers(0, 12), free=st.integers(0, 12))
def test_the_plan_instead_takes_fewer_people_and_is_for_those_there_where_one_is(
    plans, guards, free
):
    found = staffing_of(guards, 10, plans, free)
    assert found.missing == max(guards - free, 0)
    fewer = [plan for plan in plans if plan.guards < guards]
    assert bool(found.fewer) == bool(found.missing and fewer)
    if found.fewer:
        there = [plan for plan in fewer if plan.guards <= free]
        assert (guards - found.fewer <= free) == bool(there)
        assert not there or found.more == min(plan.residents for plan in there) - 10


def test_it_is_said_in_both_languages():
    nine = staffing_of(9, 168, [Plan((), (), (), 209, 0, 6, 20)], 6)
    assert staffing_words(nine, "zh") == (
        "这个方案今晚站卡口要 9 人，空着的只有 6 人，还差 3 人。少 3 人站岗的方案，多封 41 人。"
    )
    assert staffing_words(nine, "en") == (
        "This plan needs 9 at posts tonight, 6 are free: 3 are missing. "
        "The plan with 3 fewer at posts locks in 41 more."
    )
    assert "够" in staffing_words(staffing_of(2, 168, [], 6), "zh")
    assert "Ask" not in staffing_words(staffing_of(0, 168, [], 0), "en")


def test_the_command_says_it_where_it_is_told_who_is_free(tmp_path, capsys):
    file = tmp_path / "street.json"
    file.write_text(json.dumps(STREET.to_dict()))
    assert main(["plan", str(file), "--cases", "3", "--free", "1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    chosen = next(plan for plan in answer["plans"] if plan["recommended"])
    told = answer["staffing"]
    assert (told["needed"], told["free"]) == (chosen["guards"], 1)
    assert main(["plan", str(file), "--cases", "3", "--free", "0", "--lang", "en"]) == 0
    assert "at posts tonight" in capsys.readouterr().out
    with pytest.raises(SystemExit) as wrong:
        main(["plan", str(file), "--cases", "3", "--free", "-2"])
    assert wrong.value.code == 2


@pytest.mark.both
@pytest.mark.django_db
def test_the_plan_page_says_how_many_are_missing_until_somebody_is_there(sign_in, case, estate):
    url = reverse("zoning:plan", args=[estate.id])
    assert "还差" in sign_in("head").get(url).content.decode()
    assert "are missing" in sign_in("head", "en").get(url).content.decode()
    for number in range(20):
        user = User.objects.create(username=f"v{number}")
        Membership.objects.create(community=estate.community, user=user, role="volunteer")
        Staff.objects.create(
            community=estate.community, name=f"志愿者{number}", role="volunteer", user=user
        )
    page = sign_in("head").get(url).content.decode()
    assert "还差" not in page
    assert "空着的有 20 人，够" in page
