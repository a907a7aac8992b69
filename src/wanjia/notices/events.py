"""The kinds of journal entries that notices writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices
from wanjia.notices.models import Moderation

declare_kinds(
    __name__,
    {
        "notice.drafted": _("写通知"),
        "notice.edited": _("改通知"),
        "notice.published": _("发布通知"),
        "notice.taken_back": _("撤销发布通知"),
        "notice.withdrawn": _("撤回通知"),
        "notice.restored": _("恢复通知"),
        "notice.put_up": _("张贴通知"),
        "notice.taken_down": _("取消张贴"),
        "notice.answered": _("统一回答"),
        "notice.answer_withdrawn": _("收回回答"),
        "comment.shown": _("放行留言"),
        "comment.hidden": _("不公开留言"),
        "comment.undecided": _("留言重新审核"),
    },
)
tell_choices("moderation", Moderation.choices)
