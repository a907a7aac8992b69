"""Due contacts are shared out among those on duty: by load, neighbours first, for one shift."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.two_towns import NOW

from wanjia.care.access import close_to, promise_for
from wanjia.care.assignments.actions import assign_contacts, take_back
from wanjia.care.assignments.queries import who_is_unassigned
from wanjia.care.assignments.sharing import Helper, Waiting, load_rules, share_out
from wanjia.care.models import Pair
from wanjia.care.pairs.actions import hand_on
from wanjia.care.queries import live_assignments
from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.people.access import visible_residents
from wanjia.people.models import Risk, Staff
from wanjia.people.residents.actions import record_contact

pytestmark = pytest.mark.django_db
PEOPLE = st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=60)
HELPERS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 25)), max_size=6)


@settings(deadline=None, max_examples=80)
@given(people=PEOPLE, helpers=HELPERS)
def test_everybody_is_given_once_or_told_as_left_and_nobody_gets_too_many(people, helpers):
    rules = load_rules()
    waiting = [Waiting(n, estate, door) for n, (estate, door) in enumerate(people)]
    there = [Helper(f"h{n}", estate, has) for n, (estate, has) in enumerate(helpers)]
    shared = share_out(waiting, there, rules)
    assert {*shared.given, *shared.left} == {one.id for one in waiting}
    assert not set(shared.given) & set(shared.left)
    for helper in there:
        got = sum(to == helper.id for to in shared.given.values())
        assert got + min(helper.has, rules.most_each) <= rules.most_each
    room = sum(max(rules.most_each - helper.has, 0) for helper in there)
    assert len(shared.left) == max(len(waiting) - room, 0)


def test_a_neighbour_is_asked_before_who_lives_elsewhere_unless_they_have_more():
    rules = load_rules()
    here, there = Helper("here", "a", 0), Helper("there", "b", 0)
    calls = [Waiting(n, "a", False) for n in range(10)]
    given_to = list(share_out(calls, [here, there], rules).given.values())
    assert given_to[:3] == ["here"] * 3
    assert 0 < given_to.count("there") < given_to.count("here")


LATER = NOW + timedelta(days=4)  # everybody at risk is late by then


@pytest.fixture
def town(alder):
    with clock.freeze(LATER):
        yield alder


@pytest.fixture
def elder(town):
    """Somebody outside the volunteer's grid, due long ago, whom nobody is paired with."""
    person = town.people["9"][2]
    Risk.objects.create(community=town.community, resident=person, kind="alone_elder")
    return person


@pytest.fixture
def member(town) -> Staff:
    return Staff.objects.get(community=town.community, user=town.viewers["volunteer"].user_id)


def names_listed(viewer):
    promise = promise_for(viewer)
    lists = (promise.late, promise.soon, promise.later)
    return {one.person.id for part in lists for one in part}


@pytest.mark.both
def test_who_was_given_sees_that_home_speaks_with_them_and_the_shift_ends_it(town, elder, member):
    head, volunteer = town.viewers["head"], town.viewers["volunteer"]
    assert elder.id not in names_listed(volunteer)
    given, left = assign_contacts(head, [member.id])
    assert (given > 0, left) == (True, 0)
    assert elder.id in names_listed(volunteer)
    assert not visible_residents(volunteer).filter(id=elder.id).exists()
    record_contact(close_to(volunteer, elder.id), elder.id, "call", "well")
    entry = Entry.objects.get(community_id=town.community.id, type="care.assigned")
    assert entry.after == {member.name: given}
    end = live_assignments(head).first().until
    with clock.freeze(end + timedelta(minutes=1)), pytest.raises(Problem):
        close_to(volunteer, elder.id)


@pytest.mark.both
def test_given_again_nobody_is_given_twice_and_what_is_not_done_is_taken_back(town, elder, member):
    head, volunteer = town.viewers["head"], town.viewers["volunteer"]
    given, _left = assign_contacts(head, [member.id])
    assert given > 0
    assert assign_contacts(head, [member.id]) == (0, 0)
    assert take_back(head, member.id) == given
    assert take_back(head, member.id) == 0
    assert elder.id not in names_listed(volunteer)
    with clock.freeze(LATER + timedelta(hours=30)):
        assert assign_contacts(head, [member.id])[0] >= given


@pytest.mark.both
def test_a_pair_is_waited_for_some_hours_and_then_others_are_asked(town, elder, member):
    head, other = town.viewers["head"], Staff.objects.exclude(id=member.id)
    other = other.filter(community=town.community, user__isnull=False).first()
    Pair.objects.create(community=town.community, resident=elder, staff=other, since=NOW)
    due = next(one.due.due_at for one in promise_for(head).late if one.person.id == elder.id)
    hours = timedelta(hours=load_rules().pair_hours)
    for at, others in ((due + hours / 2, False), (due + hours, True)):
        with clock.freeze(at):
            elders = [one for one in promise_for(head).late if one.person.id == elder.id]
            assert (len(elders), bool(who_is_unassigned(head, elders))) == (1, others)


def test_nobody_is_given_to_nobody(town, member):
    head = town.viewers["head"]
    for staff, code in (([], "care.nobody_chosen"), ([uuid4()], "care.not_available")):
        with pytest.raises(Problem) as refused:
            assign_contacts(head, staff)
        assert refused.value.code == code
    with pytest.raises(Problem):
        assign_contacts(town.viewers["volunteer"], [member.id])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_who_is_nobodys_gives_them_and_takes_them_back(
    town, elder, member, language
):
    client = town.client("head", language)
    page = client.get("/care/assignments/").content.decode()
    assert member.name in page
    done = client.post("/care/assignments/assign/", {"staff": [str(member.id)]}, follow=True)
    assert f"back-{member.id}" in done.content.decode()
    listed = client.get("/care/?list=late").content.decode()
    assert member.name in listed
    nobody = client.post("/care/assignments/assign/", {}, follow=True)
    assert nobody.status_code == 400
    back = client.post("/care/assignments/take_back/", {"staff": str(member.id)}, follow=True)
    assert f"back-{member.id}" not in back.content.decode()


@pytest.mark.both
def test_whom_somebody_had_who_left_service_is_given_to_another(town, elder, member):
    head = town.viewers["head"]
    assign_contacts(head, [member.id])
    hand_on(head, member, "阳性")
    grid = Staff.objects.get(community=town.community, user=town.viewers["grid"].user_id)
    given, _left = assign_contacts(head, [grid.id])
    assert given > 0
    assert live_assignments(head).filter(resident=elder, staff=grid).exists()
