"""The kinds of journal entries that goods writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "supply.opened": _("登记物资"),
        "supply.closed": _("团购截止"),
        "supply.reopened": _("团购重开"),
        "supply.allotted": _("物资分到户"),
        "supply.arrived": _("物资到货清点"),
        "supply.disinfected": _("物资已消毒"),
        "supply.split": _("物资已分到楼道"),
        "supply.step_back": _("物资退回一步"),
        "supply.finished": _("物资发完"),
        "supply.cancelled": _("物资取消"),
        "orders.read": _("读入订单"),
        "order.made": _("订了物资"),
        "order.settled": _("订单已核定"),
        "order.paid": _("订单已付款"),
        "order.unpaid": _("订单改为未付"),
        "order.cancelled": _("订单取消"),
        "order.restored": _("订单恢复"),
        "order.delivered": _("物资送到门口"),
        "order.not_delivered": _("物资没有送到"),
        "cart.added": _("登记推车"),
        "route.planned": _("排好路线"),
        "route.started": _("路线出发"),
        "route.finished": _("路线跑完"),
        "route.cancelled": _("路线取消"),
        "waste.listed": _("列入涉阳垃圾收运"),
        "waste.team_chosen": _("改了由谁收运涉阳垃圾"),
        "waste.shared": _("点位已告知代收的居民区"),
        "waste.ended": _("涉阳垃圾收运结束"),
        "waste.picked_up": _("收走涉阳垃圾"),
        "waste.taken_back": _("撤销一次收运"),
        "waste.handed_over": _("垃圾桶已交接"),
        "barrel.weighed": _("垃圾桶称重"),
        "disinfection.asked": _("等消杀"),
        "disinfection.done": _("消杀完成"),
        "stock.added": _("新增库存物品"),
        "stock.undone": _("撤销出入库"),
    },
)
