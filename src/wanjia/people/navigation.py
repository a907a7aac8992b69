"""The pages of people that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.navigation import RECORDS, declare_pages

declare_pages(
    (RECORDS, 10, "/residents/", _("居民"), "people", STAFF),
    (RECORDS, 80, "/import/", _("导入"), "import", OFFICERS),
)
