"""The pages of everyday that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.navigation import RECORDS, SERVICE, TELLING, declare_pages

declare_pages(
    (SERVICE, 5, "/visits/", _("走访"), "elder", STAFF),
    (SERVICE, 7, "/diary/", _("民情日志"), "journal", STAFF),
    (TELLING, 40, "/warnings/", _("预警"), "bell", OFFICERS),
    (RECORDS, 15, "/registers/", _("台账"), "paste", STAFF),
    (RECORDS, 45, "/year/", _("这一年"), "report", OFFICERS | {"town"}),
    (RECORDS, 65, "/mode/", _("平常与应急"), "bell", OFFICERS),
)
