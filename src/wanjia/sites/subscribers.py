"""What sites does by itself: positives wait for transfer; the homes they leave are disinfected."""

from uuid import UUID

from django.utils.translation import gettext_noop

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.goods.models import Disinfection
from wanjia.goods.waste import actions as waste
from wanjia.goods.waste.queries import still_infected_from
from wanjia.places.models import Dwelling
from wanjia.sites.models import Transfer
from wanjia.sites.queries import WAITING
from wanjia.sites.transfers import actions
from wanjia.zoning.models import Case

# Why somebody is on the list or off it, as stored; pages say it in their own language.
CASE = gettext_noop("病例")
WITHDRAWN = gettext_noop("病例已撤销")
GONE = gettext_noop("已从名册迁出")


@on("case.recorded", "case.placed")
def _list_case(entry: Entry) -> None:
    """A case with a person behind it waits for transfer from the moment it is known."""
    case = _case_of(entry)
    if case and case.resident_id:
        actions.list_for_transfer(in_the_name_of(entry), case.resident_id, CASE, case)


@on("case.withdrawn")
def _cancel_withdrawn_case(entry: Entry) -> None:
    """A case taken back takes its person off the list, if they are still at home."""
    transfer = _open_transfer_of(entry)
    if transfer and transfer.left_at is None:
        actions.cancel_transfer(in_the_name_of(entry), transfer.id, WITHDRAWN)


@on("resident.left")
def _cancel_for_who_left(entry: Entry) -> None:
    """Who is taken off the roster while waiting is taken off the list as well."""
    rows = Transfer.objects.filter(community_id=entry.community_id, resident=_subject_of(entry))
    for transfer_id in rows.filter(WAITING).values_list("id", flat=True):
        actions.cancel_transfer(in_the_name_of(entry), transfer_id, GONE)


@on("case.moved_out")
def _note_case_taken(entry: Entry) -> None:
    """A case marked as moved out elsewhere: whoever still waits on the list has left."""
    transfer = _open_transfer_of(entry)
    if transfer and transfer.left_at is None:
        actions.take_away(in_the_name_of(entry), transfer)


@on("transfer.listed")
def _list_infected_home(entry: Entry) -> None:
    """A home where somebody positive waits is collected from separately."""
    if entry.dwelling:
        waste.list_place(in_the_name_of(entry), entry.dwelling, source=_subject_of(entry))


@on("transfer.left")
def _ask_disinfection(entry: Entry) -> None:
    """A flat from which a positive was taken, and its stairwell, are to be disinfected."""
    rows = Dwelling.objects.filter(community_id=entry.community_id)
    if entry.dwelling and (home := rows.filter(id=entry.dwelling).first()):
        waste.ask_disinfection(in_the_name_of(entry), home, _subject_of(entry))


@on("transfer.undone")
def _cancel_disinfection(entry: Entry) -> None:
    rows = Disinfection.objects.filter(community_id=entry.community_id, source=_subject_of(entry))
    rows.filter(done_at=None).update(cancelled_at=entry.occurred_at)


@still_infected_from
def somebody_waits(community: UUID, dwelling: UUID) -> bool:
    """Return whether a positive is still in the flat.

    The journal lists more people than have left.
    """
    at = Entry.objects.filter(community_id=community, dwelling=dwelling)
    listed = set(at.filter(type="transfer.listed").values_list("subject", flat=True))
    gone = at.filter(type__in=("transfer.left", "transfer.cancelled"))
    return bool(listed - set(gone.values_list("subject", flat=True)))


def _case_of(entry: Entry) -> Case | None:
    return Case.objects.filter(community_id=entry.community_id, id=_subject_of(entry)).first()


def _subject_of(entry: Entry) -> UUID:
    assert entry.subject, entry.type
    return entry.subject


def _open_transfer_of(entry: Entry) -> Transfer | None:
    """Return the open transfer of the case that the entry is about."""
    return (
        Transfer.objects.filter(
            community_id=entry.community_id,
            case=_subject_of(entry),
            returned_at=None,
            cancelled_at=None,
        )
        .select_related("resident__dwelling", "case", "trip__vehicle", "site")
        .first()
    )
