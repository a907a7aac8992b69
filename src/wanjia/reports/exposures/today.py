"""Today's contacts: those to be judged, and those whose test is due."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.reports.exposures.queries import open_contacts, watch


@today_rows(order=45, roles=OFFICERS)
def contact_rows(page: TodayPage) -> list[TodayRow]:
    """Return how many contacts wait for a person, and how many are to be tested today."""
    rows: list[TodayRow] = []
    standing = open_contacts(page.viewer)
    waiting = [contact for contact in standing if contact.confirmed_at is None]
    if waiting:
        url = f"/cases/{waiting[0].case_id}/contacts/"
        title = _("%(n)s 位可能的密接等确认") % {"n": len(waiting)}
        rows.append(_row(title, url, _("确认")))
    watched = watch(page.viewer, [contact for contact in standing if contact.confirmed_at])
    if due := sum(one.due_today or one.overdue for one in watched):
        rows.append(_row(_("%(n)s 位密接今天要测") % {"n": due}, "/close-contacts/", _("去看")))
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
