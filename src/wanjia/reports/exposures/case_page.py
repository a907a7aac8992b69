"""What contacts show on the page of a case."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.reports.exposures.labels import contact_name, relation_words
from wanjia.reports.exposures.queries import contacts_of
from wanjia.zoning.cases.page import CaseStep, case_steps
from wanjia.zoning.models import Case

MOST = 8


@case_steps(order=30)
def contacts_of_case(viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell how many contacts there are, and the first of those that wait for a person."""
    if case.withdrawn_at:
        return
    found = [one for one in contacts_of(viewer, case.id) if not one.dismissed_at]
    proposed = [one for one in found if not one.confirmed_at]
    text = _("等确认 %(proposed)s 人，已确认 %(confirmed)s 人") % {
        "proposed": len(proposed),
        "confirmed": len(found) - len(proposed),
    }
    lines = [(f"{contact_name(one)} · {relation_words(one)}", "") for one in proposed[:MOST]]
    url = reverse("reports:case_contacts", args=[case.id])
    state = "now" if proposed else "done"
    yield CaseStep(_("密接"), text, url=url, state=state, lines=lines)
