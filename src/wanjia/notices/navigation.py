"""The pages of notices that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.navigation import TELLING, declare_pages

declare_pages(
    (TELLING, 10, "/notices/", _("通知"), "bell", STAFF),
)
