"""The pages of channels that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.navigation import TELLING, declare_pages

declare_pages(
    (TELLING, 20, "/channels/", _("群消息"), "chat", OFFICERS),
    (TELLING, 30, "/incoming/", _("来信"), "chat", OFFICERS),
)
