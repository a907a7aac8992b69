"""The pages of needs that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.navigation import SERVICE, declare_pages

declare_pages(
    (SERVICE, 10, "/needs/", _("求助"), "needs", STAFF),
    needs=3,
)
