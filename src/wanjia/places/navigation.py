"""The pages of places that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.navigation import RECORDS, declare_pages

declare_pages(
    (RECORDS, 20, "/estates/", _("小区"), "map", OFFICERS | {"grid"}),
)
