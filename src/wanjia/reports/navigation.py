"""The pages of reports that its users start from."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.navigation import CONTROL, RECORDS, declare_pages, shell_value
from wanjia.reports.queries import open_alarms_rows

declare_pages(
    (CONTROL, 10, "/rounds/", _("轮次"), "round", STAFF),
    (CONTROL, 20, "/missing/", _("未填"), "phone", STAFF),
    (CONTROL, 30, "/pastes/", _("粘贴"), "paste", OFFICERS | {"grid"}),
    (CONTROL, 40, "/alarms/", _("异常"), "alarm", STAFF),
    (CONTROL, 45, "/results/", _("检测结果"), "check", OFFICERS | {"grid", "doctor"}),
    (CONTROL, 47, "/close-contacts/", _("密接"), "people", OFFICERS | {"grid", "doctor"}),
    (RECORDS, 30, "/daily/", _("日报"), "report", OFFICERS | {"town"}),
    rounds=2,
    daily=5,
)


@shell_value("open_alarms")
def open_alarms(viewer: Viewer) -> list[dict[str, Any]]:
    """Return the open alarms, for the shell of every page that shows them."""
    return list(open_alarms_rows(viewer))
