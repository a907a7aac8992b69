"""Who asked for an errand was heard of, and to whom it was brought was seen."""

from django.utils.translation import gettext_lazy as _

from wanjia.care.models import Errand
from wanjia.core.access.viewer import Viewer
from wanjia.people.traces import Rows, trace


@trace("errand", _("请人代买"), "resident__dwelling", "asked_at")
def _asked(viewer: Viewer) -> Rows:
    return Errand.objects.of(viewer)


@trace("errand_brought", _("代买送到"), "resident__dwelling", "delivered_at")
def _brought(viewer: Viewer) -> Rows:
    return Errand.objects.of(viewer)
