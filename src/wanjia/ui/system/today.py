"""Today's lines for the head: what is wrong with the installation."""

from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.ui.system.views import system_rows


@today_rows(order=130)
def installation_rows(page: TodayPage) -> list[TodayRow]:
    """Return what is wrong; no statement is asked."""
    return system_rows(page.viewer)
