"""Today's contacts: those to be judged, and those whose test is due."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.core import journal
from wanjia.core.access.viewer import OFFICERS, system_viewer
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.reports.exposures.queries import open_contacts, watch


@dataclass(frozen=True)
class Contacts:
    """How many contacts wait for a person (`case` of the first), and how many are to be tested."""

    waiting: int
    case: UUID | None
    due: int


def _count_contacts(community: UUID) -> Contacts:
    viewer = system_viewer(community)
    standing = open_contacts(viewer)
    waiting = [contact for contact in standing if contact.confirmed_at is None]
    watched = watch(viewer, [contact for contact in standing if contact.confirmed_at])
    due = sum(contact.due_today or contact.overdue for contact in watched)
    return Contacts(len(waiting), waiting[0].case_id if waiting else None, due)


CONTACTS: CachedCount[Contacts] = CachedCount("contacts-today", _count_contacts)


@journal.on(
    "exposure.proposed",
    "exposure.confirmed",
    "exposure.dismissed",
    "exposure.added",
    "case.withdrawn",
    "result.recorded",
    "result.told",
    "result.corrected",
    "result.withdrawn",
)
def _forget_count(entry: Entry) -> None:
    CONTACTS.forget(entry.community_id)


@today_rows(order=45, roles=OFFICERS)
def contact_rows(page: TodayPage) -> list[TodayRow]:
    """Return how many contacts wait for a person, and how many are to be tested today."""
    rows: list[TodayRow] = []
    counted = CONTACTS.get(page.viewer.community_id)
    if counted.waiting:
        url = f"/cases/{counted.case}/contacts/"
        title = _("%(n)s 位可能的密接等确认") % {"n": counted.waiting}
        rows.append(_row(title, url, _("确认")))
    if counted.due:
        title = _("%(n)s 位密接今天要测") % {"n": counted.due}
        rows.append(_row(title, "/close-contacts/", _("去看")))
    return rows


def _row(title: str, url: str, label: str) -> TodayRow:
    return {
        "title": title,
        "url": url,
        "icon": "people",
        "tone": "soon",
        "text": "",
        "link": {"url": url, "label": label},
    }
