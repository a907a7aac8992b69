"""The pages of goods that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.navigation import GOODS, declare_pages

declare_pages(
    (GOODS, 10, "/supplies/", _("物资"), "goods", STAFF),
    (GOODS, 15, "/food/", _("口粮"), "goods", STAFF),
    (GOODS, 20, "/routes/", _("路线"), "map", STAFF),
    (GOODS, 30, "/waste/", _("垃圾"), "goods", STAFF),
    (GOODS, 40, "/stock/", _("库存"), "goods", OFFICERS | {"grid", "steward"}),
)
