"""The kinds of journal entries that duty writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "team.saved": _("改了班组"),
        "roster.drafted": _("排了一张班表"),
        "roster.published": _("公布班表"),
        "roster.discarded": _("班表作废"),
        "shift.handed_over": _("换班"),
        "staff.stays": _("住在岗位"),
        "staff.home": _("回家了"),
        "trip.opened": _("开就医卡"),
        "trip.changed": _("改就医卡"),
        "trip.told": _("已告诉医院和卡口"),
        "trip.left": _("出发就医"),
        "trip.arrived": _("到了医院"),
        "trip.returned": _("就医回家"),
        "trip.cancelled": _("不去医院了"),
    },
)
