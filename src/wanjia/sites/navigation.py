"""The pages of sites that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.navigation import CONTROL, declare_pages

declare_pages(
    (CONTROL, 80, "/transfers/", _("转运"), "people", OFFICERS | {"grid", "doctor"}),
    (CONTROL, 90, "/sites/", _("方舱"), "home", OFFICERS | {"town"}),
    sites=7,
)
