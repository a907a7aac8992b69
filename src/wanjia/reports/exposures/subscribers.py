"""A case proposes its contacts by itself; a withdrawn one has none."""

from wanjia.core.journal import in_the_name_of, on
from wanjia.core.models import Entry
from wanjia.reports.exposures.actions import dismiss_all_of, propose_contacts


@on("case.recorded", "case.placed")
def _propose_contacts(entry: Entry) -> None:
    assert entry.subject
    propose_contacts(in_the_name_of(entry), entry.subject)


@on("case.withdrawn")
def _dismiss_contacts(entry: Entry) -> None:
    assert entry.subject
    dismiss_all_of(in_the_name_of(entry), entry.subject)
