"""What this floor does by itself: positives come on the list of those who wait for transfer."""

from uuid import UUID

from django.utils.translation import gettext_noop

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
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
