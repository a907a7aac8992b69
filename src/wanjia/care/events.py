"""The kinds of journal entries that care writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "risk.added": _("登记关爱对象"),
        "risk.suggested": _("提醒可能要关照的人"),
        "risk.detailed": _("更新关爱资料"),
        "risk.back": _("恢复关爱对象"),
        "risk.all_confirmed": _("确认一类关爱对象"),
        "staff.out": _("有人退出服务"),
        "pair.made": _("结对"),
        "pair.ended": _("结对结束"),
        "care.assigned": _("分派联系"),
        "care.taken_back": _("收回分派的联系"),
        "errand.asked": _("请人代买"),
        "errand.taken": _("有人接了代买"),
        "errand.money": _("收到代买的钱"),
        "errand.bought": _("东西买好了"),
        "errand.delivered": _("送到门口"),
        "errand.settled": _("账已结清"),
        "errand.cancelled": _("代买取消"),
        "errand.handed_on": _("代买换人"),
        "pregnancy.saved": _("孕妇档案"),
        "pregnancy.ended": _("孕妇档案结束"),
        "newborn.saved": _("新生儿档案"),
        "newborn.weighed": _("称体重"),
        "newborn.vaccinated": _("接种疫苗"),
    },
)
