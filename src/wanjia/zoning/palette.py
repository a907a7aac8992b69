"""Recording a case by one key."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.palette import palette_act

palette_act(
    20,
    _("登记新病例"),
    "/cases/new/",
    "case",
    OFFICERS,
    "q",
    ("登记病例", "新病例", "record a case", "case"),
)
