"""Zones published, undone, stepped, put back: what the acts leave behind."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.people.models import HouseholdLink, Resident, Staff
from wanjia.places.models import Building, Dwelling, Path, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.cases import actions as case_actions
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import Case, Grid, GuardPost, Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.actions import Order, publish, undo
from wanjia.zoning.protocols import actions as protocol_actions
from wanjia.zoning.zones import actions as zone_actions
from wanjia.zoning.zones.actions import step

EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
SHANGHAI = "shanghai-2022-04"
WEST = frozenset({"23", "24"})
ALL = frozenset({"23", "24", "3"})

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def evening():
    with clock.freeze(EVENING):
        yield


@pytest.fixture(autouse=True)
def one_guard_closes_the_path(estate):
    Path.objects.update(guards=1)


@pytest.fixture
def staff(community):
    made = []
    for role, count in (("grid", 2), ("doctor", 1), ("steward", 1), ("volunteer", 3)):
        for number in range(count):
            user = User.objects.create(username=f"{role}{number}", name=f"{role}{number}")
            Membership.objects.create(community=community, user=user, role=role)
            made.append(
                Staff.objects.create(community=community, name=user.name, role=role, user=user)
            )
    return made


def a_case(viewer, door="23-101", at=EVENING, **more):
    dwelling = Dwelling.objects.get(community_id=viewer.community_id, door=door)
    return record_case(
        viewer, dwelling, test="pcr", sampled_at=at - timedelta(hours=6), told_by="区疾控", **more
    )


def seal(viewer, estate, keys=WEST, **more):
    newest = queries.newest_publication(viewer, estate)
    order = Order(frozenset(keys), SHANGHAI, seen=newest.id if newest else None, **more)
    return publish(viewer, estate, order)


def in_force(viewer, estate, at=None):
    keys = {one.id: key for key, one in queries.stairwells_by_key(viewer, estate).items()}
    return {keys[one]: zone.klass for one, zone in queries.stairwell_zones(viewer, at).items()}


# --- cases


def test_a_case_sent_twice_is_one_case(viewer, residents):
    case_id = uuid4()
    assert a_case(viewer, case_id=case_id) == a_case(viewer, case_id=case_id)
    assert Case.objects.count() == 1
    assert Entry.objects.filter(type="case.recorded").count() == 1


def test_a_sample_in_the_future_is_refused(viewer, residents):
    with pytest.raises(Problem, match="将来") as refused:
        a_case(viewer, at=EVENING + timedelta(hours=7))
    assert refused.value.code == "case.future"
    assert not Case.objects.exists()


def test_a_sample_of_last_year_is_refused(viewer, residents):
    with pytest.raises(Problem) as refused:
        a_case(viewer, at=EVENING - timedelta(days=365))
    assert refused.value.code == "case.too_old"


def test_a_resident_must_live_where_the_case_is(viewer, residents):
    elsewhere = Resident.objects.filter(dwelling__door="3-101").first()
    with pytest.raises(Problem, match="23-101") as refused:
        a_case(viewer, resident=elsewhere)
    assert refused.value.code == "case.not_living_there"


@pytest.mark.parametrize("role", ["grid", "doctor", "volunteer", "town", "household"])
def test_only_officers_record_a_case(community, residents, role):
    with pytest.raises(Problem) as refused:
        a_case(Viewer(community_id=community.id, role=role))
    assert refused.value.code == "kernel.not_yours"


# --- publish


def test_a_publication_leaves_zones_grids_posts_links_and_one_line(
    viewer, estate, residents, staff
):
    a_case(viewer)
    published = seal(viewer, estate)
    assert in_force(viewer, estate) == {"23": "sealed", "24": "sealed", "3": "precaution"}
    sealed = published.zones.get(klass="sealed")
    assert (sealed.name, sealed.name_en) == ("中海悦庭 23–24号", "Zhonghai Yueting 23–24")
    assert sealed.planned_end == datetime(2022, 5, 1, 16, tzinfo=UTC)
    assert (published.plan["households"], published.plan["residents"]) == (12, 24)
    posts = GuardPost.objects.filter(publication=published)
    assert [(post.label, post.kind, post.guards) for post in posts] == [("p1", "path", 1)]
    assert HouseholdLink.objects.filter(dwelling__stairwell__label__in=WEST).count() == 12
    assert HouseholdLink.objects.count() == 12
    assert Entry.objects.filter(type="zones.published").count() == 1


def test_each_grid_of_a_sealed_zone_has_its_work_group(viewer, estate, residents, staff):
    published = seal(viewer, estate)
    for grid in Grid.objects.filter(zone__publication=published):
        roles = sorted(grid.members.values_list("staff__role", flat=True))
        assert roles == ["doctor", "grid", "steward", "volunteer", "volunteer"]


def test_stairwells_of_one_building_share_a_grid(viewer, estate, residents, staff):
    block = Building.objects.create(community_id=estate.community_id, estate=estate, label="23-24")
    Stairwell.objects.filter(label__in=WEST).update(building=block)
    seal(viewer, estate)
    assert [grid.name for grid in Grid.objects.all()] == ["23、24号"]


def test_a_field_officer_sees_the_doors_of_their_grid_alone(viewer, estate, residents, staff):
    one = Staff.objects.get(name="grid0")
    officer = Viewer(viewer.community_id, "grid", one.user_id)
    assert officer.stairwells == frozenset()
    seal(viewer, estate, {"23"})
    officer = Viewer(viewer.community_id, "grid", one.user_id)
    assert officer.stairwells == {Stairwell.objects.get(label="23").id}


def test_a_publication_sent_twice_is_one(viewer, estate, residents):
    sent = Order(WEST, SHANGHAI, publication_id=uuid4())
    assert publish(viewer, estate, sent) == publish(viewer, estate, sent)
    assert Publication.objects.count() == 1


def test_the_second_of_two_officers_is_told_who_was_first_and_when(
    viewer, estate, residents, community
):
    first = User.objects.create(username="liu", name="刘主任")
    seal(Viewer(community.id, "head", first.id, "刘主任"), estate)
    with pytest.raises(Problem, match="刘主任 在 04-18 18:40") as refused:
        publish(viewer, estate, Order(frozenset({"3"}), SHANGHAI))
    assert refused.value.status == 409
    assert in_force(viewer, estate)["3"] == "precaution"


def test_a_clock_set_back_is_refused(viewer, estate, residents):
    published = seal(viewer, estate)
    with clock.freeze(EVENING - timedelta(hours=3)), pytest.raises(Problem) as refused:
        publish(viewer, estate, Order(ALL, SHANGHAI, seen=published.id))
    assert refused.value.code == "zones.clock_back"


def test_a_plan_that_leaves_the_case_outside_is_refused_in_words(viewer, estate, residents):
    a_case(viewer)
    with pytest.raises(Problem, match="23") as refused:
        seal(viewer, estate, {"24"})
    assert refused.value.code == "zones.breaks_rule"
    assert not Zone.objects.exists()


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order(frozenset(), SHANGHAI), "zones.nothing_sealed"),
        (Order(frozenset({"99"}), SHANGHAI), "zones.stairwell_unknown"),
        (Order(WEST, "nowhere"), "zones.protocol_unknown"),
        (Order(WEST, SHANGHAI, klass="high"), "zones.class_unknown"),
        (Order(WEST, SHANGHAI, rest="low"), "zones.class_unknown"),
        (
            Order(WEST, SHANGHAI, in_force_from=EVENING + timedelta(days=8)),
            "zones.far_from_now",
        ),
    ],
)
def test_a_bad_order_is_refused_and_leaves_nothing(viewer, estate, residents, order, code):
    with pytest.raises(Problem) as refused:
        publish(viewer, estate, order)
    assert refused.value.code == code
    assert not Publication.objects.exists()
    assert not ZoneStairwell.objects.exists()


def test_a_whole_estate_comes_under_a_mild_class_without_posts_or_grids(viewer, estate, residents):
    published = publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    assert set(in_force(viewer, estate).values()) == {"precaution"}
    assert published.zones.get().name == "中海悦庭"
    assert not GuardPost.objects.exists()
    assert not Grid.objects.exists()


@pytest.mark.parametrize(
    ("protocol", "inside", "rest"),
    [
        (SHANGHAI, "sealed", "precaution"),
        ("national-v9", "high", "low"),
        ("national-2022-11", "high", "low"),
        ("heatwave", "red", None),
        ("gas", "level1", None),
        ("outage", None, None),
    ],
)
def test_classes_not_named_are_the_protocols_own(viewer, estate, residents, protocol, inside, rest):
    publish(viewer, estate, Order(WEST, protocol))
    found = in_force(viewer, estate)
    if inside:
        assert found["23"] == inside
    assert found.get("3") == rest


def test_zones_in_force_from_tonight_are_not_in_force_before(viewer, estate, residents):
    publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    tonight = EVENING + timedelta(hours=2)
    with clock.freeze(EVENING + timedelta(minutes=1)):
        seal(viewer, estate, in_force_from=tonight)
        assert set(in_force(viewer, estate).values()) == {"precaution"}
        assert in_force(viewer, estate, tonight)["23"] == "sealed"


def test_zones_cannot_begin_before_the_ones_they_replace(viewer, estate, residents):
    publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    with pytest.raises(Problem) as refused:
        seal(viewer, estate, in_force_from=EVENING - timedelta(hours=1))
    assert refused.value.code == "zones.before_zone"


def test_what_is_left_of_a_zone_is_named_anew_and_undo_names_it_back(viewer, estate, residents):
    whole = publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None)).zones.get()
    published = seal(viewer, estate)
    whole.refresh_from_db()
    assert whole.name == "中海悦庭 3号"
    undo(viewer, published)
    whole.refresh_from_db()
    assert whole.name == "中海悦庭"


def test_sealing_more_keeps_who_worked_there(viewer, estate, residents, staff):
    seal(viewer, estate, {"24"})
    before = set(Grid.objects.get().members.values_list("staff", flat=True))
    with clock.freeze(EVENING + timedelta(minutes=5)):
        seal(viewer, estate, {"23", "24"})
    now = Grid.objects.filter(ended_at=None, zone__ended_at=None, stairwells__label="24")
    assert set(now.get().members.values_list("staff", flat=True)) >= before


# --- undo


def test_undo_within_the_hour_puts_back_what_was_and_leaves_a_trace(viewer, estate, residents):
    publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    with clock.freeze(EVENING + timedelta(minutes=10)):
        published = seal(viewer, estate)
    with clock.freeze(EVENING + timedelta(minutes=30)):
        undo(viewer, published)
        assert set(in_force(viewer, estate).values()) == {"precaution"}
        assert in_force(viewer, estate, EVENING + timedelta(minutes=20))["23"] == "sealed"
    line = Entry.objects.get(type="zones.undone")
    assert line.undoes == Entry.objects.get(type="zones.published", subject=published.id).id
    assert published.zones.get().end_reason == "undone"


def test_undo_of_what_was_to_come_leaves_no_gap(viewer, estate, residents):
    publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    published = seal(viewer, estate, in_force_from=EVENING + timedelta(hours=5))
    with clock.freeze(EVENING + timedelta(minutes=30)):
        undo(viewer, published)
    for hours in (0, 1, 6):
        assert in_force(viewer, estate, EVENING + timedelta(hours=hours)) == dict.fromkeys(
            ALL, "precaution"
        )
    assert ZoneStairwell.objects.filter(until=None).count() == 3


def test_undo_gives_grids_back_to_the_zone_before(viewer, estate, residents, staff):
    seal(viewer, estate, {"23", "24"})
    grids = {str(grid.id): set(grid.stairwells.all()) for grid in Grid.objects.all()}
    with clock.freeze(EVENING + timedelta(minutes=5)):
        published = seal(viewer, estate, {"24", "3"})
        undo(viewer, published)
        back = queries.visible_grids(viewer)
        assert {str(grid.id): set(grid.stairwells.all()) for grid in back} == grids


def test_undo_is_refused_after_an_hour_twice_and_under_a_later_one(viewer, estate, residents):
    first = seal(viewer, estate)
    with clock.freeze(EVENING + timedelta(minutes=61)), pytest.raises(Problem) as late:
        undo(viewer, first)
    assert late.value.code == "kernel.nothing_to_undo"
    second = seal(viewer, estate, {"3"})
    with pytest.raises(Problem):
        undo(viewer, first)
    undo(viewer, second)
    with pytest.raises(Problem):
        undo(viewer, second)


def test_a_zone_that_stepped_meanwhile_is_undone_too(viewer, estate, residents):
    published = seal(viewer, estate, rest=None)
    step(viewer, published.zones.get(), "controlled", "街道通知")
    undo(viewer, published)
    assert in_force(viewer, estate) == {}


# --- a new case inside


def test_a_case_in_a_sealed_building_starts_its_clock_again_alone(viewer, estate, residents):
    published = seal(viewer, estate)
    later = EVENING + timedelta(days=3)
    with clock.freeze(later):
        a_case(viewer, "24-101", later)
    old = published.zones.get(klass="sealed", name="中海悦庭 23号")
    new = queries.zone_of(viewer, Stairwell.objects.get(label="24").id)
    assert old.clock_from == EVENING
    assert (new.klass, new.clock_from) == ("sealed", later)
    assert new.planned_end == datetime(2022, 5, 4, 16, tzinfo=UTC)
    assert set(Grid.objects.get(stairwells__label="24").zone.grids.all()) == set(new.grids.all())


def test_a_case_restarts_the_whole_zone_where_the_protocol_says_so(viewer, estate, residents):
    zone = publish(viewer, estate, Order(WEST, "national-v9", rest=None)).zones.get()
    later = EVENING + timedelta(days=3)
    with clock.freeze(later):
        case = a_case(viewer, "24-101", later)
    zone.refresh_from_db()
    assert zone.clock_from == later
    with clock.freeze(later + timedelta(hours=1)):
        case_actions.withdraw_case(viewer, case, "同名，报错")
    zone.refresh_from_db()
    assert zone.clock_from == EVENING
    assert zone.planned_end == datetime(2022, 4, 24, 16, tzinfo=UTC)


def test_a_case_in_a_mild_zone_waits_for_a_person_until_it_is_sealed(viewer, estate, residents):
    publish(viewer, estate, Order(ALL, SHANGHAI, "precaution", None))
    case = a_case(viewer)
    assert [one for _, one, _ in queries.cases_inside(viewer)] == [case]
    seal(viewer, estate)
    assert queries.cases_inside(viewer) == []


def test_a_case_while_monitored_is_for_experts_to_decide(viewer, estate, residents):
    zone = seal(viewer, estate).zones.get(klass="sealed")
    later = EVENING + timedelta(days=9)
    with clock.freeze(later):
        case = a_case(viewer, "24-101", later)
        assert [one for _, one, _ in queries.cases_inside(viewer)] == [case]
        with pytest.raises(Problem):
            case_actions.decide_case(viewer, case, "keep", " ")
        case_actions.decide_case(viewer, case, "restart_zone", "专家组意见")
        assert queries.cases_inside(viewer) == []
    zone.refresh_from_db()
    assert zone.clock_from == later


def test_a_case_is_unheld_until_a_sealed_zone_holds_it_and_again_after_an_undo(
    viewer, estate, residents
):
    case = a_case(viewer)
    published = seal(viewer, estate)
    assert not queries.unheld_cases(viewer).exists()
    undo(viewer, published)
    assert queries.unheld_cases(viewer).get() == case
    assert queries.case_keys(viewer, estate) == {"23"}


# --- steps


def test_the_clock_proposes_and_a_person_approves(viewer, estate, residents):
    zone = publish(viewer, estate, Order(WEST, "national-2022-11", rest=None)).zones.get()
    with clock.freeze(EVENING + timedelta(days=1)):
        (_, proposal), *_none = queries.proposals(viewer)
        assert not proposal.ready
        with pytest.raises(Problem, match="理由") as refused:
            step(viewer, zone, "low")
        assert refused.value.code == "zones.why_needed"
    with clock.freeze(EVENING + timedelta(days=6)):
        (_, proposal), *_none = queries.proposals(viewer)
        assert (proposal.ready, proposal.to_class) == (True, "low")
        new = step(viewer, zone, "low", confirmed=[one.key for one in proposal.confirm])
        assert in_force(viewer, estate)["23"] == "low"
    assert (new.klass, new.came_from, new.name) == ("low", zone, zone.name)
    entry = Entry.objects.get(type="zone.stepped")
    assert (entry.before["zone"], entry.after["class"]) == (str(zone.id), "low")


def test_a_zone_that_opens_is_ended_and_its_grids_with_it(viewer, estate, residents, staff):
    zone = publish(viewer, estate, Order(WEST, "national-v8", rest=None)).zones.get()
    assert queries.visible_grids(viewer).exists()
    assert step(viewer, zone, "open", "区防控办通知") is None
    assert in_force(viewer, estate) == {}
    assert not queries.visible_grids(viewer).exists()
    with pytest.raises(Problem) as refused:
        step(viewer, zone, "open", "again")
    assert refused.value.code == "zones.ended"


def test_grids_go_on_in_the_zone_that_follows(viewer, estate, residents, staff):
    zone = seal(viewer, estate).zones.get(klass="sealed")
    grids = set(zone.grids.all())
    new = step(viewer, zone, "controlled", "区防控办通知")
    assert set(new.grids.all()) == grids


def test_a_zone_moves_to_another_protocol_with_the_same_clock(viewer, estate, residents):
    zone = seal(viewer, estate).zones.get(klass="sealed")
    zone_actions.move_protocol(viewer, zone, "national-v9")
    zone.refresh_from_db()
    assert (zone.protocol, zone.klass, zone.clock_from) == ("national-v9", "high", EVENING)
    assert zone.planned_end == datetime(2022, 4, 24, 16, tzinfo=UTC)
    with pytest.raises(Problem):
        zone_actions.move_protocol(viewer, zone, "national-v9", "sealed")


def test_posts_stand_while_their_zone_holds_people_in(viewer, estate, residents):
    zone = seal(viewer, estate).zones.get(klass="sealed")
    assert [post.label for post in queries.posts_in_force(viewer, [estate])] == ["p1"]
    with clock.freeze(EVENING + timedelta(hours=2)):
        step(viewer, zone, "precaution", "区防控办通知")
        assert queries.posts_in_force(viewer, [estate]) == []
        assert queries.posts_in_force(viewer, [estate], EVENING + timedelta(hours=1))


# --- work groups and protocols


def test_a_work_group_is_set_and_journaled(viewer, estate, residents, staff):
    seal(viewer, estate)
    grid = Grid.objects.first()
    wanted = [one for one in staff if one.role == "volunteer"]
    zone_actions.set_work_group(viewer, grid, [one.id for one in wanted])
    assert set(grid.members.values_list("staff", flat=True)) == {one.id for one in wanted}
    assert len(Entry.objects.get(type="grid.group_set").before["staff"]) == 5


def test_a_committees_copy_holds_until_it_is_put_back(viewer, estate, residents, community):
    from wanjia.zoning.protocols.reader import FOLDER

    head = Viewer(community.id, "head", name="主任")
    text = (FOLDER / "national-2022-11.toml").read_text("utf-8")
    protocol_actions.save_protocol(head, "national-2022-11", text.replace("after = 5", "after = 3"))
    zone = publish(viewer, estate, Order(WEST, "national-2022-11")).zones.get(klass="high")
    assert zone.planned_end == datetime(2022, 4, 20, 16, tzinfo=UTC)
    protocol_actions.reset_protocol(head, "national-2022-11")
    protocol = queries.protocol_named(community.id, "national-2022-11")
    assert protocol.classes["high"].steps[0].after == 5


def test_a_copy_that_cannot_be_read_is_refused_with_its_line(viewer, community):
    from wanjia.zoning.protocols.reader import FOLDER

    head = Viewer(community.id, "head")
    lines = (FOLDER / "gas.toml").read_text("utf-8").splitlines()
    wrong = next(place for place, line in enumerate(lines) if line.startswith("version"))
    lines[wrong] = "version = 3"
    with pytest.raises(Problem, match=f"第 {wrong + 1} 行，version") as refused:
        protocol_actions.save_protocol(head, "gas", "\n".join(lines))
    assert f"line {wrong + 1}, version" in refused.value.words("en")


def test_a_copy_may_not_take_away_a_class_that_is_in_force(viewer, estate, residents, community):
    from wanjia.zoning.protocols.reader import FOLDER

    publish(viewer, estate, Order(WEST, "national-2022-11"))
    text = (FOLDER / "national-2022-11.toml").read_text("utf-8").replace('"high"', '"red"')
    with pytest.raises(Problem) as refused:
        protocol_actions.save_protocol(Viewer(community.id, "head"), "national-2022-11", text)
    assert refused.value.code == "protocols.class_in_use"
