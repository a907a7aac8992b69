"""The pages of care that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.navigation import SERVICE, declare_pages

declare_pages(
    (SERVICE, 20, "/care/", _("关爱"), "elder", STAFF),
    (SERVICE, 30, "/errands/", _("代买"), "goods", STAFF),
    (SERVICE, 50, "/mothers/", _("母婴"), "elder", OFFICERS | {"grid", "doctor"}),
    care=4,
)
