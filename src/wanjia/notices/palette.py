"""Notices and what hangs at doors, by one key."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.palette import palette_act

palette_act(50, _("打印门口告示"), "/notices/", "print", STAFF, also=("告示", "print door notices"))
palette_act(55, _("发通知"), "/notices/new/", "bell", OFFICERS, also=("写通知", "send a notice"))
