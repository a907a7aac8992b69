"""What the everyday floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "mode.already": (_("已经是“{mode}”状态。"), 409),
        "mode.shut_in": (
            _("还有 {zones} 个封控区、管控区没有解除，里面的人出不来。请先解除，再回到平常。"),
            409,
        ),
        "registers.template": (_("没有这本台账的样子。"), 422),
        "registers.unreadable": (_("读不出来：{why}。"), 422),
        "registers.no_fields": (_("表单里没有能用的字段：要有 survey 表和 type、name 两列。"), 422),
        "registers.no_headings": (
            _("没有找到字段名那一行，或者超过 5000 行。请让第一行是字段名。"),
            422,
        ),
        "registers.value": (_("“{field}”读不懂“{value}”。"), 422),
        "registers.door": (
            _("没有找到门号“{door}”，或者不止一个。请写全，带上小区，如 悦庭 23-602。"),
            422,
        ),
        "registers.person": (_("{door} 没有找到“{person}”，或者不止一个。"), 422),
        "registers.place": (_("请写明地点或门号。"), 422),
        "warnings.unreadable": (_("读不出来：要 CAP 格式的 .xml 文件，最大 4 MB。"), 422),
        "warnings.none": (_("文件里没有预警。"), 422),
        "warnings.over": (_("这条预警已经过了。"), 409),
        "warnings.hazard_unknown": (
            _("不认得这一类预警，不能自动排走访。请看原文，自己决定。"),
            422,
        ),
        "warnings.address": (
            _("网址不对：要 https:// 开头，是外面的网址。内网的请管理员先列出。"),
            422,
        ),
        "visits.outcome": (_("没有这个结果，请按门口的按钮。"), 422),
        "visits.say_what": (_("“{outcome}”请写一句：要什么，或者答应了什么。"), 422),
        "visits.door": (
            _("没有找到门号“{door}”，或者不止一个。请写全，带上小区，如 悦庭 23-602。"),
            422,
        ),
        "visits.day": (_("日期要在今天以后、一年以内。"), 422),
    }
)
