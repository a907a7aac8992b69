"""What the installation itself asks: a copy that lies elsewhere."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.setup_steps import StepState, setup_step
from wanjia.ui.system.facts import last_backup


@setup_step(
    "backup",
    60,
    title=_("做第一份备份"),
    why=_("电脑会坏、会丢。在装万家的电脑上运行 wanjia backup，把文件放到 U 盘或另一台机器。"),
    url="/system/",
    label=_("看备份"),
)
def backup_state(_viewer: Viewer) -> StepState:
    """Done with the first copy."""
    copy = last_backup()
    return StepState(
        copy is not None, f"{timezone.localtime(copy.at):%Y-%m-%d %H:%M}" if copy else ""
    )
