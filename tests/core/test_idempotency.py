"""An id means one content: what is sent again is stored once, what is other is never lost."""

import ast
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wanjia.care.errands import actions as errands
from wanjia.care.models import Errand
from wanjia.channels.groups import actions as groups
from wanjia.channels.models import Group, Message
from wanjia.channels.outbox import queue
from wanjia.core import clock, idempotency
from wanjia.core.access.viewer import Viewer
from wanjia.core.idempotency import OtherContent
from wanjia.core.idempotency.fingerprints import fingerprint
from wanjia.core.ids import new_id
from wanjia.core.models import Community, Submission
from wanjia.duty.models import Trip as HospitalTrip
from wanjia.duty.trips import actions as trips
from wanjia.everyday.models import DoorVisit, RegisterEntry
from wanjia.everyday.registers import actions as registers
from wanjia.everyday.visits.actions import record_visit
from wanjia.goods.models import Handover, Pickup, StockMove, Supply
from wanjia.goods.stock import actions as stock
from wanjia.goods.supplies import actions as supplies
from wanjia.goods.waste import actions as waste
from wanjia.needs.followup import actions as needs
from wanjia.needs.models import Need, NeedNote
from wanjia.notices.comments import actions as voices
from wanjia.notices.models import Comment, Notice, NoticeAnswer, Reach
from wanjia.notices.publishing import actions as notices
from wanjia.notices.publishing.audience import Audience
from wanjia.people.models import Contact, Photo
from wanjia.people.photos.actions import keep_photo
from wanjia.people.residents.actions import record_contact
from wanjia.reports.models import TestResult
from wanjia.reports.results import actions as results
from wanjia.reports.results.rules import Tube
from wanjia.sites.beds import actions as stays
from wanjia.sites.models import Site, SiteReport, Stay, Trip
from wanjia.sites.sites import actions as building
from wanjia.sites.sites.actions import ItemProgress
from wanjia.sites.transfers import actions as transfers
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import Case, Publication
from wanjia.zoning.plans.actions import Order, publish

SOURCE = Path(idempotency.__file__).parents[2]
WORDS = {"A": "想买点酱油", "B": "奶奶摔倒了起不来，叫不应", "C": "漏水了"}


class Here:
    """A committee with something of everything to act on."""

    def __init__(self, viewer: Viewer, estate: Any, residents: list[Any]) -> None:
        self.viewer, self.estate, self.residents = viewer, estate, residents
        self.home = residents[0].dwelling
        self.everyone = Audience(Reach.COMMUNITY)
        self.household = Viewer(
            viewer.community_id, "household", name=self.home.door, dwelling_id=self.home.id
        )

    def need(self) -> Need:
        return needs.record_need(self.viewer, "要配药", dwelling_id=self.home.id)

    def notice(self) -> Notice:
        draft = notices.Draft("明天核酸", "请 8:00 到东门。", self.everyone)
        return notices.publish_notice(self.viewer, notices.save_draft(self.viewer, draft).id)

    def hospital(self) -> Site:
        return building.make_site(self.viewer, "医院", 50, kind="hospital")


Act = Callable[[Here, Any], Callable[[Any, str], Any]]
PLACES: dict[str, tuple[Any, str, Act]] = {}


def place(name: str, model: Any, otherwise: str) -> Callable[[Act], Act]:
    """Enter a place where an id is brought: what is made of it, and what other content means."""

    def enter(act: Act) -> Act:
        PLACES[name] = (model, otherwise, act)
        return act

    return enter


@place("needs.intake.actions.take_in", Need, "another")
def _need(here):
    return lambda id, which: needs.record_need(
        here.viewer, WORDS[which], dwelling_id=here.home.id, need_id=id
    )


@place("needs.intake.actions.record_household_need", Need, "another")
def _household_need(here):
    return lambda id, which: needs.record_household_need(
        here.household, here.home.id, WORDS[which], None, id
    )


@place("needs.followup.locking.noted_before", NeedNote, "another")
def _note(here):
    need = here.need()
    return lambda id, which: needs.note(here.viewer, need.id, WORDS[which], note_id=id)


@place("people.residents.actions.record_contact", Contact, "another")
def _contact(here):
    person = here.residents[0].id
    return lambda id, which: record_contact(
        here.viewer, person, "call", "well", note=WORDS[which], id=id
    )


@place("everyday.registers.actions.add_entry", RegisterEntry, "another")
def _entry(here):
    register, door = registers.open_register(here.viewer, "dogs").register, here.home.door
    return lambda id, which: registers.add_entry(
        here.viewer, register.id, {"breed": WORDS[which]}, door, entry_id=id
    )


@place("everyday.visits.actions.record_visit", DoorVisit, "another")
def _visit(here):
    home, person = here.home.id, here.residents[0].id
    return lambda id, which: record_visit(
        here.viewer, home, "well", person, note=WORDS[which], visit_id=id
    )


@place("people.photos.actions.keep_photo", Photo, "another")
def _photo(here):
    subject = uuid4()

    def keep(id, which):
        picture = BytesIO()
        colour = {"A": "white", "B": "red", "C": "blue"}[which]
        Image.new("RGB", (9, 9), colour).save(picture, "JPEG")
        file = SimpleUploadedFile("test.jpg", picture.getvalue(), "image/jpeg")
        return keep_photo(here.viewer, here.home.id, file, subject, id)

    return keep


@place("care.errands.actions.ask", Errand, "another")
def _errand(here):
    person = here.residents[0].id
    return lambda id, which: errands.ask(
        here.viewer, person, "shopping", [errands.Wanted(WORDS[which])], errand_id=id
    )


@place("zoning.cases.actions.record_case", Case, "another")
def _case(here):
    return lambda id, which: record_case(
        here.viewer,
        here.residents["ABC".index(which) * 2].dwelling,
        test="pcr",
        sampled_at=clock.now() - timedelta(hours=6),
        told_by="区疾控",
        case_id=id,
    )


@place("notices.comments.actions.add_comment", Comment, "another")
def _comment(here):
    notice = here.notice()
    return lambda id, which: voices.add_comment(
        here.household, notice.id, WORDS[which], comment_id=id
    )


@place("notices.comments.actions.answer_all", NoticeAnswer, "another")
def _answer(here):
    notice = here.notice()
    return lambda id, which: voices.answer_all(here.viewer, notice.id, WORDS[which], answer_id=id)


@place("notices.publishing.actions.save_draft", Notice, "another")
def _draft(here):
    def save(id, which):
        draft = notices.Draft(WORDS[which], "请看。", here.everyone)
        return notices.save_draft(here.viewer, draft, new_notice_id=id)

    return save


@place("channels.groups.actions.save_group", Group, "another")
def _group(here):
    return lambda id, which: groups.save_group(
        here.viewer, groups.Card(f"群{which}", here.everyone), sent=id
    )


@place("channels.outbox.queue.send", Message, "refused")
def _message(here):
    groups.save_group(here.viewer, groups.Card("大群", here.everyone))
    return lambda id, which: queue.send(here.viewer, here.everyone, f"明天{WORDS[which][:2]}", id)[
        0
    ]


@place("goods.stock.actions.note_move", StockMove, "refused")
def _move(here):
    item = stock.add_item(here.viewer, "口罩")
    many = {"A": "10", "B": "20", "C": "30"}
    return lambda id, which: stock.note_move(here.viewer, item.id, "in", many[which], move_id=id)


@place("goods.supplies.actions.open_supply", Supply, "refused")
def _supply(here):
    def enter(id, which):
        draft = supplies.Draft("group_buy", WORDS[which], [supplies.DraftGood("青菜")])
        return supplies.open_supply(here.viewer, draft, id)

    return enter


@place("goods.waste.actions.note_pickup", Pickup, "refused")
def _pickup(here):
    listed = waste.list_place(here.viewer, here.home.id)
    bags = {"A": "1", "B": "2", "C": "3"}
    return lambda id, which: waste.note_pickup(
        here.viewer, listed.id, bags[which], doubled=True, sprayed=True, pickup_id=id
    )


@place("goods.waste.actions.hand_over_barrels", Handover, "refused")
def _handover(here):
    barrels = {
        which: waste.weigh_barrel(here.viewer, f"Y{number}", "12", no_bags=True).id
        for number, which in enumerate("ABC")
    }
    more = {"plate": "沪A·9", "receiver": "王", "signature": "王"}
    return lambda id, which: waste.hand_over_barrels(
        here.viewer, [barrels[which]], handover_id=id, **more
    )


@place("sites.sites.actions.make_site", Site, "refused")
def _site(here):
    return lambda id, which: building.make_site(
        here.viewer, f"医院{which}", 50, kind="hospital", site_id=id
    )


@place("sites.sites.actions.store_report", SiteReport, "another")
def _report(here):
    target = clock.now() + timedelta(days=2)
    site = building.make_site(here.viewer, "方舱", 100, target_at=target)
    done = {"A": 1, "B": 2, "C": 3}
    return lambda id, which: building.store_report(
        here.viewer, site, clock.now(), {"beds": ItemProgress(done[which])}, report_id=id
    )[0]


@place("sites.beds.actions.admit_patient", Stay, "refused")
def _stay(here):
    site = here.hospital()
    return lambda id, which: stays.admit_patient(here.viewer, site.id, f"病人{which}", stay_id=id)


@place("sites.transfers.actions.make_trip", Trip, "refused")
def _trip(here):
    site, car = here.hospital(), transfers.add_vehicle(here.viewer, "沪A·8", 4)
    hours = {"A": 1, "B": 2, "C": 3}
    start = clock.now()
    return lambda id, which: transfers.make_trip(
        here.viewer, car.id, site.id, start + timedelta(hours=hours[which]), id
    )


@place("reports.results.actions.record", TestResult, "another")
def _result(here):
    person, sampled = here.residents[0].id, clock.now() - timedelta(hours=6)
    ct = {"A": "28.5", "B": "31", "C": "33"}

    def enter(id, which):
        said = Tube("pcr", sampled, "negative", ct={"N": ct[which]})
        return results.record(here.viewer, said, [person], id)

    return enter


@place("duty.trips.actions.open_trip", HospitalTrip, "refused")
def _hospital_trip(here):
    people = dict(zip("ABC", here.residents, strict=False))
    return lambda id, which: trips.open_trip(
        here.viewer, people[which].id, {"why": "血透"}, trip_id=id
    )


@place("zoning.plans.actions._known_order", Publication, "refused")
def _publication(here):
    drawn = {"A": {"23"}, "B": {"24"}, "C": {"3"}}

    def seal(id, which):
        newest = (
            Publication.objects.filter(estate=here.estate).order_by("-published_at", "-id").first()
        )
        order = Order(
            frozenset(drawn[which]),
            "gas",
            rest=None,
            seen=newest.id if newest else None,
            publication_id=id,
        )
        return publish(here.viewer, here.estate, order)

    return seal


@pytest.fixture(autouse=True)
def evening():
    with clock.freeze(datetime(2022, 4, 18, 19, 0, tzinfo=UTC)):
        yield


@pytest.fixture(params=sorted(PLACES))
def here(request, viewer, estate, residents):
    """What an act makes, what it does with other content, and the act itself."""
    model, otherwise, act = PLACES[request.param]
    return Tried(model, otherwise, act(Here(viewer, estate, residents)), viewer)


@dataclass
class Tried:
    model: Any
    otherwise: str
    act: Callable[[Any, str], Any]
    viewer: Viewer

    def __post_init__(self) -> None:
        self.before = self._count()

    @property
    def made(self) -> int:
        return self._count() - self.before

    def _count(self) -> int:
        rows = self.model.objects.all()
        return (rows.filter(channel="hand") if self.model is Message else rows).count()


def test_the_same_content_under_the_same_id_is_stored_once(here):
    id = new_id()
    first = here.act(id, "A")
    assert here.act(id, "A").id == first.id
    assert here.made == 1


@pytest.mark.both
def test_other_content_under_the_same_id_is_never_lost(here):
    id = new_id()
    first = here.act(id, "A")
    if here.otherwise == "another":
        second = here.act(id, "B")
        assert second.id != first.id
    else:
        with pytest.raises(OtherContent) as refused:
            here.act(id, "B")
        assert refused.value.problem.status == 409
        assert "" not in (refused.value.stored, refused.value.typed)
        assert refused.value.stored != refused.value.typed
        assert here.made == 1
        id_of_b = new_id()
        second = here.act(id_of_b, "B")
        assert here.act(id_of_b, "B").id == second.id
    assert here.made == 2
    assert here.act(id, "A").id == first.id
    if here.otherwise == "another":
        assert here.act(id, "B").id == second.id
        assert here.act(id, "C").id not in (first.id, second.id)


def test_a_row_of_which_no_content_is_known_is_taken_for_another(here):
    id = new_id()
    here.act(id, "A")
    Submission.objects.all().delete()
    if here.otherwise == "another":
        here.act(id, "B")
        assert here.made == 2
    elif here.model is not Message:  # its rows do not stand under the id
        with pytest.raises(OtherContent):
            here.act(id, "B")


def test_an_id_of_another_community_is_answered_with_a_row_of_ones_own(here):
    """Nobody learns which ids a committee elsewhere has, and no call is refused for one."""
    id = new_id()
    first = here.act(id, "A")
    elsewhere = Viewer(Community.objects.create(name="别处").id, "desk")
    if here.model in (Need, Supply, Site):
        acts = {
            Need: lambda: needs.record_need(elsewhere, WORDS["A"], need_id=id),
            Supply: lambda: supplies.open_supply(
                elsewhere, supplies.Draft("group_buy", "团", [supplies.DraftGood("青菜")]), id
            ),
            Site: lambda: building.make_site(elsewhere, "医院", 50, kind="hospital", site_id=id),
        }
        made = acts[here.model]()
        assert made.id != first.id
        assert acts[here.model]().id == made.id


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["A", "B"])
def test_two_that_come_at_once_are_told_apart_by_their_content(viewer, estate, residents, which):
    """The second waits for the first, finds its id taken, and is judged anew."""
    act = _need(Here(viewer, estate, residents))
    id, answered = new_id(), []

    def second():
        for _ in range(100):
            with suppress(OperationalError):  # SQLite's tables in memory are locked, not waited for
                answered.append(act(id, which).id)
                break
            sleep(0.1)
        connection.close()

    other = Thread(target=second)
    with transaction.atomic():
        first = act(id, "A")
        other.start()
        other.join(0.5)
    other.join(20)
    assert (answered == [first.id]) == (which == "A")
    assert Need.objects.count() == len({first.id, *answered})


# --- the list of places is whole

OF_SOMETHING_THERE = {
    *("area_id", "barrel_id", "community_id", "driver_id", "dwelling_id", "estate_id", "gate_id"),
    *("resident_id", "source_id", "staff_id", "team_id", "trip_id", "user_id", "group_id"),
    "notice_id",
}


def _functions():
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        if module.startswith("core.idempotency"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield module, node


def _calls(node, *names):
    return any(
        isinstance(one, ast.Call) and getattr(one.func, "id", "") in names for one in ast.walk(node)
    )


def _may_bring_an_id(node):
    """The parameters that may name a thing which does not exist yet."""
    for one in (*node.args.args, *node.args.kwonlyargs):
        kind = ast.unparse(one.annotation) if one.annotation else ""
        own = one.arg in ("id", "sent") or one.arg.endswith("_id")
        if own and kind == "UUID | None" and one.arg not in OF_SOMETHING_THERE:
            yield one.arg


@pytest.mark.slow
def test_every_act_that_takes_an_id_judges_its_content():
    judging = ("receive", "known_or_new", "known_or_refuse")
    judges = {f"{module}.{node.name}" for module, node in _functions() if _calls(node, *judging)}
    passes_on = {"needs.intake.actions.record_household_need"}
    assert judges | passes_on == set(PLACES)
    bare = {name.rpartition(".")[2] for name in judges}
    bare |= {"take_in_from_household"}  # which hands it to `take_in`, and is looked at itself
    for module, node in _functions():
        if list(_may_bring_an_id(node)):
            known = f"{module}.{node.name}" in judges or _calls(node, "record_need")
            through = any(
                getattr(one.func, "id", getattr(one.func, "attr", "")) in bare
                for one in ast.walk(node)
                if isinstance(one, ast.Call)
            )
            assert known or through or f"{module}.{node.name}" in GIVEN_JUDGED, (
                f"{module}.{node.name} takes an id whose content nobody judges"
            )


# Acts to which another act hands the id under which it was told to store.
GIVEN_JUDGED = {"sites.beds.actions.begin_stay", "reports.results.actions.make_result"}


# What judges for acts of other modules: each of those is done again.
JUDGES_FOR_OTHERS = {"needs.followup.locking.noted_before"}


@pytest.mark.slow
def test_every_act_that_judges_is_done_again_when_it_clashes():
    judging = ["receive", "known_or_new", "known_or_refuse"]
    judging += [name.rpartition(".")[2] for name in JUDGES_FOR_OTHERS]
    for module, node in _functions():
        if _calls(node, *judging) and f"{module}.{node.name}" not in JUDGES_FOR_OTHERS:
            done_again = any(ast.unparse(one) == "idempotent" for one in node.decorator_list)
            name = f"{module}.{node.name}"
            assert done_again or node.name.startswith("_"), f"{name} is not @idempotent"


@pytest.mark.slow
def test_no_row_is_made_under_an_id_that_nobody_judged():
    """`id=x or new_id()` is how an id was taken without a look at what came with it."""
    for module, node in _functions():
        for one in ast.walk(node) if f"{module}.{node.name}" not in GIVEN_JUDGED else ():
            if isinstance(one, ast.keyword) and one.arg == "id":
                taken = isinstance(one.value, ast.BoolOp) and "new_id()" in ast.unparse(one.value)
                assert not taken, f"{module}.{node.name}: {ast.unparse(one)}"


# --- what a fingerprint is

KEY = b"key"
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.uuids() | st.dates(),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(), some, max_size=3),
    max_leaves=8,
)


@given(plain)
def test_a_fingerprint_is_the_same_for_the_same_and_tells_nothing_without_the_key(content):
    one = fingerprint(KEY, {"x": content})
    assert one == fingerprint(KEY, {"x": content})
    assert one != fingerprint(b"other", {"x": content})
    assert len(one) == 40


@given(st.text(min_size=1), st.text(min_size=1))
def test_texts_are_told_apart_by_all_but_their_spaces(one, other):
    same = one.split() == other.split()
    assert (fingerprint(KEY, {"x": one}) == fingerprint(KEY, {"x": other})) == same


def test_line_ends_of_a_browser_make_no_other_content():
    assert fingerprint(KEY, {"x": "一\r\n二 "}) == fingerprint(KEY, {"x": "一\n二"})
    assert fingerprint(KEY, {"x": ["一", "二"]}) != fingerprint(KEY, {"x": ["一二", ""]})


def test_what_is_kept_holds_no_word_of_what_was_typed(viewer, residents):
    needs.record_need(viewer, "胰岛素没有了", asker="张三", asker_phone="19900001234")
    kept = str(list(Submission.objects.values()))
    assert not any(word in kept for word in ("胰岛素", "张三", "19900001234"))
