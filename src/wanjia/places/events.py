"""The kinds of journal entries that places writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "places.imported": _("导入地图"),
        "estate.walked": _("小区已走过核对"),
        "map.saved": _("地图已画好"),
        "map.undone": _("地图退回上一版"),
        "map.backdrop_kept": _("画图的底图已放上"),
        "map.backdrop_removed": _("画图的底图已撤掉"),
    },
)
