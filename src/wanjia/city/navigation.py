"""The pages of city that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICE, OFFICERS
from wanjia.core.navigation import RECORDS, declare_pages

declare_pages(
    (RECORDS, 40, "/city/", _("汇总"), "report", OFFICERS | {"town", OFFICE}),
    city=8,
)
