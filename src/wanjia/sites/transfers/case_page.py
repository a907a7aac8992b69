"""What transfers show on the page of a case."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.sites.models import Transfer
from wanjia.sites.transfers.lifecycle import TRANSFER
from wanjia.zoning.cases.page import CaseStep, Undo, case_steps
from wanjia.zoning.models import Case


@case_steps(order=40)
def transfer_of_case(viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell where the transfer of the case stands; one who still waits can be taken off the list."""
    for transfer in Transfer.objects.of(viewer).filter(case=case):
        url = reverse("sites:transfer", args=[transfer.id])
        label = str(TRANSFER.state_of(transfer).label)
        if transfer.cancelled_at:
            yield CaseStep(_("待转运"), label, transfer.cancelled_at, url, "off")
            continue
        undo = None
        if transfer.left_at is None:
            undo = Undo(_("不用转运"), "sites:transfer_cancel", (transfer.id,), reason="reason")
        state = "now" if transfer.returned_at is None else "done"
        yield CaseStep(_("待转运"), label, transfer.waiting_since, url, state, undo=undo)
