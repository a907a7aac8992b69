"""What workers do in a drill, through the very acts that the pages call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from wanjia.care.access import close_to
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.needs.dispatch.queries import suggestions
from wanjia.needs.followup import actions as needs
from wanjia.needs.models import Need, Urgency
from wanjia.people.models import Resident
from wanjia.people.residents.actions import record_contact
from wanjia.places.models import Dwelling, Estate
from wanjia.reports.alarms.actions import STEPS, close_alarm, do_step, take_alarm
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Round
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.plans.page import Choice, plan_ground, weigh
from wanjia_demo.drill.incoming import Call, Person
from wanjia_demo.drill.stage import Stage

DONE = "上门办好，人平安"
REACHED = "本人"


def take_call(viewer: Viewer, call: Call) -> Need:
    """Write down what a caller says and give the first answer."""
    need = needs.record_need(
        viewer, call.text, dwelling_id=call.person.dwelling, resident_id=call.person.id
    )
    if need.owner is None:
        needs.take(viewer, need.id)
    return need


def ask_by_page(stage: Stage, call: Call) -> Need:
    """Return a household writes on its own page."""
    door = Viewer(stage.community.id, "household", dwelling_id=call.person.dwelling)
    return needs.record_household_need(door, call.person.dwelling, call.text)


def send(stage: Stage, viewer: Viewer, need: Need, at: datetime) -> bool:
    """Answer a need and send the best of those who are on and may go; whether there was somebody.

    A life in danger goes to whoever can be there first, leaving other work; for all else the
    committee sends others before it goes itself, where that is delegated.
    """
    if need.owner is None:
        needs.take(viewer, need.id)
    urgent = need.urgency == Urgency.NOW
    free = stage.first_there(at) if urgent else stage.free_at(at)
    named = [
        suggestion
        for suggestion in suggestions(viewer, need, 90)
        if str(suggestion.candidate.id) in free
    ]
    if stage.settings.delegate.needs and not urgent:
        office = {worker.key for worker in stage.workers if worker.pool == "committee"}
        named = [one for one in named if str(one.candidate.id) not in office] or named
    if not named:
        return False
    best = min(named if urgent else named[:5], key=lambda one: free[str(one.candidate.id)])
    chosen = UUID(str(best.candidate.id))
    if chosen == need.helper_id:
        return False
    needs.dispatch(viewer, need.id, chosen)
    stage.given[str(chosen)] += 1
    return True


def begin(viewer: Viewer, need: Need) -> None:
    """Say that one is on the way."""
    _if_open(lambda: needs.start(viewer, need.id))


def finish(viewer: Viewer, need: Need) -> None:
    """Report back that a need is handled."""
    _if_open(lambda: needs.report_back(viewer, need.id, DONE, reached=REACHED))


def verify(viewer: Viewer, need: Need) -> None:
    """Ask whether it is solved, and close it; who handled it themselves leaves it to another."""
    _if_open(lambda: needs.verify(viewer, need.id))


def confirm(stage: Stage, need: Need) -> None:
    """Let the asker say on the household's page that it is done."""
    door = Viewer(stage.community.id, "household", dwelling_id=need.dwelling_id)
    _if_open(lambda: needs.verify(door, need.id))


def _if_open(act: Callable[[], Any]) -> None:
    """A need that somebody closed meanwhile is no mistake."""
    try:
        act()
    except Problem as problem:
        if not problem.code.startswith("needs."):
            raise


def follow_up(viewer: Viewer, alarm: Alarm) -> None:
    """Isolate, tell, test again, close."""
    take_alarm(viewer, alarm.id)
    for step in STEPS[alarm.kind]:
        do_step(viewer, alarm.id, step)
    close_alarm(viewer, alarm.id, "")


def contact(stage: Stage, viewer: Viewer, resident: Resident, step: str, at: datetime) -> bool:
    """Call or visit somebody; whether they were reached: a door is opened, a call is taken as
    often as the settings say.
    """
    reached = step == "door" or stage.rng.random() < stage.settings.contact.reached
    close = close_to(viewer, resident.id)
    record_contact(close, resident.id, step, "well" if reached else "no_answer")
    stage.tried[resident.id] = at
    return reached


def chase(stage: Stage, viewer: Viewer, round_: Round, resident: Resident) -> None:
    """Ask who is missing in a round; who is reached reports by telephone."""
    if stage.rng.random() >= stage.settings.contact.reached:
        record_contact(viewer, resident.id, "call", "no_answer")
        return
    record_contact(viewer, resident.id, "call", "will_report")
    given = Given(
        resident.id,
        antigen="negative" if "antigen" in round_.wants else "",
        temperature="36.6" if "temperature" in round_.wants else None,
        well=True,
    )
    store_answers(viewer, round_, [given], "call")


def paste(viewer: Viewer, round_: Round, lines: list[str]) -> None:
    """Paste the group's list."""
    text = "\n".join(["#接龙", "门牌 姓名 抗原 体温", "", *lines])
    commit_paste(viewer, read_paste(viewer, text, round_)[0])


def seal(viewer: Viewer, person: Person, told_by: str) -> None:
    """Record a case, take the recommended plan and put it in force."""
    dwelling = Dwelling.objects.select_related("stairwell").get(
        community_id=viewer.community_id, id=person.dwelling
    )
    resident = Resident.objects.of(viewer).get(id=person.id)
    record_case(
        viewer, dwelling, test="pcr", sampled_at=clock.now(), told_by=told_by, resident=resident
    )
    plan_for(viewer, dwelling.stairwell.estate_id)


def plan_for(viewer: Viewer, estate_id: UUID) -> None:
    """Publish the recommended plan of an estate, if a case lies open in it."""
    on = plan_ground(viewer, estate_id)
    chosen = weigh(on, Choice(), clock.now())
    if chosen.sealed and not chosen.violations:
        order = Order(chosen.sealed, chosen.protocol.name, chosen.klass.key, seen=on.seen)
        publish(viewer, Estate.objects.of(viewer).get(id=estate_id), order)


def sees(viewer: Viewer, resident: Resident) -> bool:
    """Return whether the application lets a worker act for a resident."""
    return viewer.sees_all or resident.dwelling.stairwell_id in viewer.stairwells
