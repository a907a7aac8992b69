"""The kinds of journal entries that channels writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds

declare_kinds(
    __name__,
    {
        "group.saved": _("登记群"),
        "group.ended": _("停用群"),
        "group.restored": _("恢复群"),
        "fhir.read": _("按 FHIR 读取健康数据"),
        "calendar.linked": _("换发排班日历地址"),
        "incoming.kept": _("收到来信"),
        "incoming.settled": _("来信已处理"),
        "incoming.written_down": _("语音或图片写成文字"),
        "sender.tied": _("来信人对上住户"),
        "sender.untied": _("来信人不是本户"),
        "inbox.opened": _("接入来信"),
        "inbox.renewed": _("换来信密钥"),
        "inbox.ended": _("停用来信接入"),
        "message.queued": _("发消息"),
        "message.retried": _("消息再试"),
        "message.rewritten": _("改写消息"),
        "message.forwarded": _("已人工转发"),
        "message.not_forwarded": _("取消人工转发"),
    },
)
