"""Today's contacts: those to be judged, and those whose test is due."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.reports.exposures.queries import watched_contacts
from wanjia.reports.models import CloseContact


@today_rows(order=45, roles=OFFICERS)
def contact_rows(page: TodayPage) -> list[TodayRow]:
    """Return how many contacts wait for a person, and how many are to be tested today."""
    rows: list[TodayRow] = []
    waiting = CloseContact.objects.of(page.viewer).filter(
        confirmed_at=None, dismissed_at=None, case__withdrawn_at=None
    )
    many = waiting.count()
    if many:
        first = waiting.order_by("proposed_at").values_list("case", flat=True)[0]
        url = f"/cases/{first}/contacts/"
        rows.append(_row(_("%(n)s 位可能的密接等确认") % {"n": many}, url, _("确认")))
    confirmed = CloseContact.objects.of(page.viewer).filter(confirmed_at__isnull=False)
    due = 0
    if confirmed.exists():
        due = sum(one.due_today or one.overdue for one in watched_contacts(page.viewer))
    if due:
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
