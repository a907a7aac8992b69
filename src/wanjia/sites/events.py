"""The kinds of journal entries that sites writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "transfer.listed": _("列入待转运"),
        "transfer.seated": _("安排转运车"),
        "transfer.left": _("已接走"),
        "transfer.left_behind": _("家里还有人要照看"),
        "transfer.handed_over": _("转运已交接"),
        "transfer.returned": _("已返家"),
        "transfer.cancelled": _("不用转运"),
        "transfer.undone": _("撤销接走"),
        "vehicle.added": _("登记转运车"),
        "vehicle.trip_made": _("安排一趟车"),
        "vehicle.trip_cancelled": _("取消一趟车"),
        "site.made": _("新建方舱"),
        "site.opened": _("开舱"),
        "site.closed": _("关舱"),
        "site.link_made": _("换报进度链接"),
        "stay.began": _("入住床位"),
        "stay.ended": _("离开床位"),
    },
)
