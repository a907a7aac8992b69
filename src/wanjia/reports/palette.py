"""The daily's and the rounds' acts by one key."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF
from wanjia.core.palette import palette_act

palette_act(30, _("催填"), "/missing/", "phone", STAFF, also=("催报", "call the missing"))
palette_act(40, _("粘贴接龙"), "/pastes/", "paste", OFFICERS | {"grid"}, also=("paste",))
palette_act(60, _("看日报"), "/daily/", "report", OFFICERS, also=("日报", "daily report"))
