"""Whoever works for a paired elder acts as who they are, and sees that elder's door alone."""

import ast
from pathlib import Path

import pytest
from tests.two_towns import NOW

import wanjia
from wanjia.care.access import close_to, promise_for
from wanjia.care.errands.actions import Wanted, ask
from wanjia.care.models import Pair
from wanjia.care.queries import visible_errands
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.needs.queries import visible_needs
from wanjia.people.access import visible_residents
from wanjia.people.models import Risk
from wanjia.people.residents.actions import record_contact
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.reports.models import PasteLine, Round
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.sites.models import Transfer
from wanjia.sites.transfers import actions
from wanjia.zoning.models import Case
from wanjia.zoning.queries import visible_cases

pytestmark = pytest.mark.django_db
SOURCE = Path(wanjia.__file__).parent


@pytest.fixture
def town(alder, db):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def elder(town):
    """Somebody outside the volunteer's grid, with whom the volunteer is paired."""
    person = town.people["9"][2]
    Pair.objects.filter(id=town.ids["pair_id"]).update(resident=person)
    Risk.objects.create(community=town.community, resident=person, kind="alone_elder")
    return person


@pytest.fixture
def volunteer(town) -> Viewer:
    return town.viewers["volunteer"]


@pytest.mark.both
def test_what_a_volunteer_does_for_a_paired_elder_is_told_as_the_volunteers(elder, volunteer):
    assert not visible_residents(volunteer).filter(id=elder.id).exists()
    ask(close_to(volunteer, elder.id), elder.id, "shopping", [Wanted("rice")])
    told = Entry.objects.filter(type__startswith="errand.", dwelling=elder.dwelling_id).first()
    assert (told.role, told.actor, told.actor_name) == (
        "volunteer",
        volunteer.user_id,
        volunteer.name,
    )


def test_a_grant_opens_that_door_and_nothing_else(town, elder, volunteer):
    before = {query: set(query(volunteer)) for query in (visible_residents, visible_dwellings)}
    granted = close_to(volunteer, elder.id)
    assert (granted.role, granted.user_id) == ("volunteer", volunteer.user_id)
    home = Dwelling.objects.get(id=elder.dwelling_id)
    assert set(visible_dwellings(granted)) - before[visible_dwellings] == {home}
    assert set(visible_residents(granted)) - before[visible_residents] == set(home.residents.all())
    assert set(visible_cases(granted)) == set(visible_cases(volunteer))
    beyond = visible_errands(granted).exclude(id__in=visible_errands(volunteer).values("id"))
    assert {one.resident.dwelling_id for one in beyond} <= {home.id}
    assert set(visible_needs(granted)) == set(visible_needs(volunteer))
    assert not granted.sees_all
    for other in town.people["9"]:
        if other.dwelling_id != home.id:
            with pytest.raises(Problem):
                record_contact(granted, other.id, "call", "well")


def test_a_grant_gives_no_right_that_the_role_has_not(elder, volunteer):
    with pytest.raises(Problem) as refused:
        close_to(volunteer, elder.id).need("head", "desk")
    assert refused.value.code == "kernel.not_yours"


def test_the_promise_of_a_volunteer_names_who_is_in_sight_and_who_is_paired(town, elder, volunteer):
    told = promise_for(volunteer)
    named = {one.person.id for part in (told.late, told.soon, told.later) for one in part}
    assert elder.id in named
    mine = set(visible_residents(volunteer).values_list("id", flat=True)) | {elder.id}
    assert named <= mine


def test_a_departure_that_a_grid_officer_notes_is_told_as_the_grid_officers(town):
    grid = town.viewers["grid"]
    case = Case.objects.filter(
        community=town.community, dwelling__stairwell__in=grid.stairwells, resident__isnull=False
    ).first()
    assert case
    transfer = Transfer.objects.filter(resident=case.resident, left_at=None).first()
    assert transfer
    transfer.case = case
    actions.take_away(grid, transfer)
    told = Entry.objects.get(type="case.moved_out", subject=case.id)
    assert (told.role, told.actor) == ("grid", grid.user_id)


def test_a_pasted_request_is_recorded_in_the_name_of_who_pasted_it(town):
    lines = PasteLine.objects.filter(community=town.community)
    asked = Entry.objects.filter(
        community_id=town.community.id, type="need.recorded", actor=town.viewers["desk"].user_id
    )
    before = asked.count()
    desk = town.viewers["desk"]
    text = f"{town.people['7'][0].dwelling.door} 家里没有米了，急\n"
    paste, _ = read_paste(desk, text, Round.objects.get(id=town.ids["round_id"]))
    commit_paste(desk, paste)
    assert lines.filter(paste=paste).exists()
    assert asked.count() == before + 1


@pytest.mark.slow
def test_nothing_replaces_the_role_of_who_looks():
    """A right is a grant on the viewer: under another role the journal would tell a lie."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("replace"):
                assert not any(one.arg == "role" for one in node.keywords), f"{path}:{node.lineno}"
