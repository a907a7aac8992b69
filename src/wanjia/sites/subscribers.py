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
from wanjia.sites.transfers import actions
from wanjia.zoning.models import Case

# Why somebody is on the list or off it, as stored; pages say it in their own language.
CASE = gettext_noop("病例")
WITHDRAWN = gettext_noop("病例已撤销")


@on("case.recorded")
def _case_waits(entry: Entry) -> None:
    """A case with a person behind it waits for transfer from the moment it is known."""
    case = _case(entry)
    if case and case.resident_id:
        actions.enlist(in_the_name_of(entry), case.resident_id, CASE, case)


@on("case.withdrawn")
def _case_was_wrong(entry: Entry) -> None:
    """A case taken back takes its person off the list, if they are still at home."""
    transfer = _transfer(entry)
    if transfer and transfer.left_at is None:
        actions.cancel(in_the_name_of(entry), transfer.id, WITHDRAWN)


@on("case.moved_out")
def _case_was_taken(entry: Entry) -> None:
    """A case marked as moved out elsewhere: whoever still waits on the list has left."""
    transfer = _transfer(entry)
    if transfer and transfer.left_at is None:
        actions.take_away(in_the_name_of(entry), transfer)


@on("transfer.listed")
def _home_is_infected(entry: Entry) -> None:
    """A home where somebody positive waits is collected from separately."""
    if entry.dwelling:
        waste.list_place(in_the_name_of(entry), entry.dwelling, source=_subject(entry))


@on("transfer.left")
def _somebody_was_taken(entry: Entry) -> None:
    """A flat from which a positive was taken, and its stairwell, are to be disinfected."""
    rows = Dwelling.objects.filter(community_id=entry.community_id)
    if entry.dwelling and (home := rows.filter(id=entry.dwelling).first()):
        waste.ask_disinfection(in_the_name_of(entry), home, _subject(entry))


@on("transfer.undone")
def _nobody_was_taken(entry: Entry) -> None:
    rows = Disinfection.objects.filter(community_id=entry.community_id, source=_subject(entry))
    rows.filter(done_at=None).update(cancelled_at=entry.at)


@still_infected_from
def somebody_waits(community: UUID, dwelling: UUID) -> bool:
    """Whether a positive is still in the flat: the journal lists more people than have left."""
    at = Entry.objects.filter(community_id=community, dwelling=dwelling)
    listed = set(at.filter(type="transfer.listed").values_list("subject", flat=True))
    gone = at.filter(type__in=("transfer.left", "transfer.cancelled"))
    return bool(listed - set(gone.values_list("subject", flat=True)))


def _case(entry: Entry) -> Case | None:
    return Case.objects.filter(community_id=entry.community_id, id=_subject(entry)).first()


def _subject(entry: Entry) -> UUID:
    assert entry.subject, entry.type
    return entry.subject


def _transfer(entry: Entry) -> Transfer | None:
    """The open transfer of the case that the entry is about."""
    return (
        Transfer.objects.filter(
            community_id=entry.community_id,
            case=_subject(entry),
            returned_at=None,
            cancelled_at=None,
        )
        .select_related("resident__dwelling", "case", "trip__vehicle", "site")
        .first()
    )
