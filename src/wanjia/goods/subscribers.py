"""What this floor does by itself: infected homes and what must be disinfected come on its lists."""

from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.goods.models import Disinfection, DisinfectionKind, WastePlace
from wanjia.goods.today import GOODS
from wanjia.goods.waste import actions
from wanjia.places.models import Dwelling
from wanjia.zoning.models import Case


@on("case.recorded")
def _home_is_infected(entry: Entry) -> None:
    """A case's home is collected from separately from the day that it is known."""
    case = Case.objects.filter(community_id=entry.community_id, id=_subject(entry)).first()
    if case:
        actions.list_place(_for(entry), case.dwelling_id, source=case.id)


@on("transfer.listed")
def _confirmed_home_is_infected(entry: Entry) -> None:
    if entry.dwelling:
        actions.list_place(_for(entry), entry.dwelling, source=_subject(entry))


@on("transfer.left")
def _somebody_was_taken(entry: Entry) -> None:
    """A flat from which a positive was taken, and its stairwell, are to be disinfected."""
    rows = Dwelling.objects.filter(community_id=entry.community_id)
    if entry.dwelling and (home := rows.filter(id=entry.dwelling).first()):
        actions.ask_disinfection(_for(entry), home, _subject(entry))


@on("transfer.undone")
def _nobody_was_taken(entry: Entry) -> None:
    rows = Disinfection.objects.filter(community_id=entry.community_id, source=_subject(entry))
    rows.filter(done_at=None).update(cancelled_at=entry.at)


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
    if not _somebody_waits(done):
        WastePlace.objects.filter(
            community_id=entry.community_id, dwelling=done.dwelling_id, until=None
        ).update(until=actions.today(), end_why="disinfection.done")


def _somebody_waits(done: Disinfection) -> bool:
    """Whether a positive is still in the flat: the journal lists more people than have left."""
    at = Entry.objects.filter(community_id=done.community_id, dwelling=done.dwelling_id)
    listed = set(at.filter(type="transfer.listed").values_list("subject", flat=True))
    gone = at.filter(type__in=("transfer.left", "transfer.cancelled"))
    return bool(listed - set(gone.values_list("subject", flat=True)))


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


def _for(entry: Entry) -> Viewer:
    """The program in the name of whoever did what it follows from."""
    return Viewer(entry.community_id, "system", entry.actor, entry.actor_name)


def _subject(entry: Entry) -> UUID:
    assert entry.subject, entry.type
    return entry.subject
