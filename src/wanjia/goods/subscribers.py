"""What this floor does by itself: infected homes and what must be disinfected come on its lists."""

from uuid import UUID

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.goods.models import Disinfection, DisinfectionKind, WastePlace
from wanjia.goods.today import GOODS
from wanjia.goods.waste import actions
from wanjia.goods.waste.queries import is_still_infected
from wanjia.zoning.models import Case


@on("case.recorded")
def _home_is_infected(entry: Entry) -> None:
    """A case's home is collected from separately from the day that it is known."""
    case = Case.objects.filter(community_id=entry.community_id, id=_subject(entry)).first()
    if case:
        actions.list_place(in_the_name_of(entry), case.dwelling_id, source=case.id)


@on("case.withdrawn")
def _home_was_not(entry: Entry) -> None:
    rows = WastePlace.objects.filter(community_id=entry.community_id, source=_subject(entry))
    rows.filter(until=None).update(until=actions.today(), end_why="case.withdrawn")


@on("disinfection.done")
def _home_is_clean(entry: Entry) -> None:
    """A disinfected flat leaves the list, unless somebody positive still waits in it."""
    rows = Disinfection.objects.filter(community_id=entry.community_id, id=_subject(entry))
    done = rows.filter(kind=DisinfectionKind.FLAT).first()
    if done is None or done.dwelling_id is None:
        return
    if not is_still_infected(done.community_id, done.dwelling_id):
        WastePlace.objects.filter(
            community_id=entry.community_id, dwelling=done.dwelling_id, until=None
        ).update(until=actions.today(), end_why="disinfection.done")


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
def _count_anew(entry: Entry) -> None:
    GOODS.renew_after(entry.community_id)


def _subject(entry: Entry) -> UUID:
    assert entry.subject, entry.type
    return entry.subject
