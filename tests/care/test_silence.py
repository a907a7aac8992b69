"""Nobody is silent unseen: every trace counts, and who left none is found without a relative."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wanjia.care.models import Errand
from wanjia.care.silence.queries import SilentHome, silences, too_silent
from wanjia.care.silence.silence import bearable, load_rules, silence
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.goods.models import Order, Pickup, Supply, WastePlace
from wanjia.needs.models import Need
from wanjia.notices.models import Notice, NoticeSeen
from wanjia.people.models import Contact, Resident, Risk
from wanjia.people.traces import trace_names
from wanjia.places.models import Dwelling
from wanjia.reports.models import Answer, Round
from wanjia.reports.rounds.actions import extend_rounds
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.plans.actions import Order as ZoneOrder
from wanjia.zoning.plans.actions import publish

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2022, 4, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
BEFORE = NOW - 3 * HOUR


@pytest.fixture
def town(viewer, residents):
    """The small estate; 23 is sealed since the evening before last; an old man lives in 23-101."""
    with clock.freeze(NOW - 38 * HOUR):
        estate = residents[0].dwelling.stairwell.estate
        home = Dwelling.objects.get(door="23-302")
        record_case(viewer, home, test="pcr", sampled_at=clock.now(), told_by="疾控")
        publish(viewer, estate, ZoneOrder(frozenset({"23"}), "shanghai-2022-04"))
    Risk.objects.create(community_id=viewer.community_id, resident=residents[0], kind="alone_elder")
    with clock.freeze(NOW):
        extend_rounds(viewer.community_id)
        yield viewer


def home(viewer: Viewer, door: str = "23-101") -> SilentHome:
    return next(one for one in silences(viewer) if one.home.door == door)


def test_the_old_man_who_calls_nobody_is_found_without_a_relative(town):
    silent = too_silent(town)
    assert silent[0].home.door == "23-101"
    assert silent[0].silence.hours is None
    assert silent[0].silence.limit == load_rules().kinds["alone_elder"].shut
    assert silent[0].silence.why == "alone_elder"


def test_who_is_shut_in_is_watched_without_a_risk_and_who_is_free_is_not(town):
    doors = {one.home.door for one in too_silent(town)}
    assert "23-201" in doors
    assert home(town, "3-101").silence.state == "free"


def of(viewer) -> dict:
    return {"community_id": viewer.community_id}


def reported(viewer, who: Resident):
    round_ = Round.objects.filter(zone__klass="sealed").earliest("opens_at")
    Answer.objects.create(
        **of(viewer), round=round_, resident=who, recorded_at=BEFORE, channel="paper"
    )


def called(viewer, who: Resident):
    Contact.objects.create(
        **of(viewer), resident=who, occurred_at=BEFORE, channel="call", outcome="well"
    )


def visited(viewer, who: Resident):
    Contact.objects.create(
        **of(viewer), resident=who, occurred_at=BEFORE, channel="door", outcome="refused"
    )


def asked_for_help(viewer, who: Resident, asker: str = ""):
    Need.objects.create(
        **of(viewer), dwelling=who.dwelling, resident=who, asker=asker, channel="phone",
        text="要米", category="food", urgency=2, opened_at=BEFORE,
    )  # fmt: skip


def supply(viewer) -> Supply:
    return Supply.objects.create(**of(viewer), kind="group_buy", title="菜", opened_at=BEFORE)


def ordered(viewer, who: Resident, way: str = "page", **more):
    Order.objects.create(
        **of(viewer), supply=supply(viewer), dwelling=who.dwelling, channel=way, key="1",
        **({"made_at": BEFORE} | more),
    )  # fmt: skip


def got_goods(viewer, who: Resident):
    ordered(viewer, who, "allot", made_at=NOW - 90 * HOUR, delivered_at=BEFORE)


def put_out_waste(viewer, who: Resident, bags: int = 1):
    place = WastePlace.objects.create(
        **of(viewer), dwelling=who.dwelling, source=who.id, since=NOW.date()
    )
    Pickup.objects.create(**of(viewer), place=place, day=NOW.date(), occurred_at=BEFORE, bags=bags)


def saw_notice(viewer, who: Resident, way: str = "opened"):
    notice = Notice.objects.create(
        **of(viewer),
        title="通知",
        body="…",
        reach="community",
        valid_from=BEFORE,
        written_at=BEFORE,
    )
    NoticeSeen.objects.create(
        **of(viewer), notice=notice, dwelling=who.dwelling, seen_at=BEFORE, channel=way
    )


def asked_for_errand(viewer, who: Resident):
    Errand.objects.create(**of(viewer), resident=who, kind="shopping", asked_at=BEFORE)


def was_brought(viewer, who: Resident):
    Errand.objects.create(
        **of(viewer), resident=who, kind="shopping", asked_at=NOW - 90 * HOUR, delivered_at=BEFORE
    )


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (reported, "report"),
        (called, "contact"),
        (visited, "contact"),
        (asked_for_help, "need"),
        (ordered, "order"),
        (got_goods, "delivery"),
        (put_out_waste, "waste"),
        (saw_notice, "notice"),
        (asked_for_errand, "errand"),
        (was_brought, "errand_brought"),
    ],
)
def test_every_trace_of_a_household_is_heard(town, residents, act, kind):
    act(town, residents[0])
    found = home(town)
    assert found.silence.hours == 3
    assert found.silence.state == "heard"
    assert found.heard.kind == kind
    assert kind in trace_names()


def tried(viewer, who: Resident):
    Contact.objects.create(
        **of(viewer), resident=who, occurred_at=BEFORE, channel="call", outcome="no_answer"
    )


def allotted(viewer, who: Resident):
    ordered(viewer, who, "allot")


def paper_at_the_door(viewer, who: Resident):
    saw_notice(viewer, who, "paper")


def no_bags(viewer, who: Resident):
    put_out_waste(viewer, who, bags=0)


def a_daughter_asked(viewer, who: Resident):
    asked_for_help(viewer, who, "外地的女儿")


@pytest.mark.parametrize("act", [tried, allotted, paper_at_the_door, no_bags, a_daughter_asked])
def test_what_was_only_tried_hung_or_said_by_another_is_no_trace(town, residents, act):
    act(town, residents[0])
    assert home(town).silence.state == "over"
    assert home(town).heard is None


def test_an_old_trace_is_too_long_ago_and_a_newer_one_of_the_other_counts(town, residents):
    Contact.objects.create(
        **of(town),
        resident=residents[0],
        occurred_at=NOW - 60 * HOUR,
        channel="call",
        outcome="well",
    )
    assert (home(town).silence.hours, home(town).silence.state) == (60, "over")
    called(town, residents[1])
    assert home(town).silence.state == "heard"


def test_who_is_not_at_home_is_not_silent(town, residents):
    Resident.objects.filter(dwelling=residents[0].dwelling).update(where="hospital")
    assert home(town).away
    assert home(town).silence.state == "free"


def test_who_may_be_very_old_is_watched_though_the_birth_is_known_in_part(town, residents):
    Resident.objects.filter(id=residents[-1].id).update(note="85岁左右", birth=None)
    found = home(town, residents[-1].dwelling.door)
    assert (found.silence.state, found.silence.why) == ("over", "old")


def test_a_grid_officer_sees_their_own_doors_alone(town, community):
    seen = {one.home.door.split("-")[0] for one in silences(Viewer(community.id, "grid"))}
    assert seen == {"23"}
    assert silences(Viewer(community.id, "town")) == []


def test_another_community_is_never_heard_for_this_one(town, residents):
    from wanjia.core.models import Community

    other = Community.objects.create(name="别处", code="310117001999")
    assert silences(Viewer(other.id, "desk")) == []


def test_the_strictest_line_holds():
    rules = load_rules()
    assert bearable([], None, True, rules) == (rules.household.shut, "household")
    assert bearable(["chronic", "alone_elder"], None, True, rules) == (18, "alone_elder")
    assert bearable([], 79, False, rules) == (None, "")
    assert bearable([], 80, False, rules) == (rules.old.open, "old")


def test_never_heard_is_over_any_limit():
    rules = load_rules()
    assert silence(None, NOW, (10_000, "household"), rules).state == "over"
    assert silence(None, NOW, (None, ""), rules).state == "free"
    assert silence(NOW - 14 * HOUR, NOW, (18, "alone_elder"), rules).state == "soon"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "alone_elder = { shut = 18",
            "alone_elder = { shut = -1",
            "line 16, kinds.alone_elder.shut",
        ),
        ("soon = 0.75", "soon = 7", "soon: must be 1.0 or less"),
        ("look_back = 336", "look_back = 0", "look_back: must be 1 or more"),
        ("household = {", "household = 5 #", "household: must be a table"),
    ],
)
def test_what_is_wrong_in_the_rules_is_told_with_file_and_line(tmp_path, old, new, said):
    from wanjia.care.silence.silence import FILE

    file = tmp_path / "bad.toml"
    file.write_text(FILE.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(RulesFileError, match=said) as refused:
        load_rules(file)
    assert "bad.toml" in str(refused.value)
