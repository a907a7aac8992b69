"""The kinds of journal entries that ui writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "practice.begun": _("开始练习"),
        "practice.ended": _("练习已扔掉"),
        "setup.aside": _("开张的步骤以后再做"),
        "setup.finished": _("开张完毕"),
        "setup.address": _("改了手机打开的网址"),
        "setup.reached": _("手机打开了网址"),
        "link.old_used": _("旧二维码发来填报，没有记入"),
    },
)
