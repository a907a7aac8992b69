"""The pages of zoning that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.navigation import CONTROL, RECORDS, declare_pages

declare_pages(
    (CONTROL, 50, "/cases/", _("病例"), "case", OFFICERS),
    (CONTROL, 60, "/zones/", _("分区"), "zone", STAFF | {"town"}),
    (CONTROL, 70, "/proposals/", _("到期"), "bell", OFFICERS),
    (RECORDS, 90, "/protocols/", _("规则"), "settings", OFFICERS),
    zones=6,
)
