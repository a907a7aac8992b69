"""What this floor does by itself: infected homes and what must be disinfected come on its lists."""

from uuid import UUID

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.goods.models import Disinfection, DisinfectionKind, WastePlace
from wanjia.goods.today import GOODS
from wanjia.goods.waste import actions
from wanjia.goods.waste.queries import is_still_infected, waste_day
from wanjia.zoning.models import Case


@on("case.recorded", "case.placed")
def _list_infected_home(entry: Entry) -> None:
    """A case's home is collected from separately from the day that it is known."""
    case = Case.objects.filter(community_id=entry.community_id, id=_subject_of(entry)).first()
    if case and case.dwelling_id:
        actions.list_place(in_the_name_of(entry), case.dwelling_id, source=case.id)


@on("case.withdrawn")
def _end_withdrawn_home(entry: Entry) -> None:
    rows = WastePlace.objects.filter(community_id=entry.community_id, source=_subject_of(entry))
    rows.filter(until=None).update(until=waste_day(), end_reason="case.withdrawn")


@on("disinfection.done")
def _end_disinfected_home(entry: Entry) -> None:
    """A disinfected flat leaves the list, unless somebody positive still waits in it."""
    rows = Disinfection.objects.filter(community_id=entry.community_id, id=_subject_of(entry))
    done = rows.filter(kind=DisinfectionKind.FLAT).first()
    if done is None or done.dwelling_id is None:
        return
    if not is_still_infected(done.community_id, done.dwelling_id):
        WastePlace.objects.filter(
            community_id=entry.community_id, dwelling=done.dwelling_id, until=None
        ).update(until=waste_day(), end_reason="disinfection.done")


@on(
    "waste.listed",
    "waste.ended",
    "waste.picked_up",
    "waste.taken_back",
    "disinfection.asked",
    "disinfection.done",
    "orders.read",
    "order.settled",
    "order.cancelled",
    "supply.allotted",
    "supply.arrived",
    "supply.cancelled",
    "supply.finished",
)
def _recount_goods(entry: Entry) -> None:
    GOODS.renew_after(entry.community_id)


def _subject_of(entry: Entry) -> UUID:
    assert entry.subject, entry.type
    return entry.subject
