"""An answer is a trace of its household."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.people.traces import Rows, trace
from wanjia.reports.models import Answer


@trace("report", _("填报"), "resident__dwelling", "recorded_at")
def _answers(viewer: Viewer) -> Rows:
    return Answer.objects.of(viewer).filter(current=True)
