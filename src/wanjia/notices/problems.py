"""What the notices floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "notices.no_title": (_("请写标题。"), 422),
        "notices.no_body": (_("请写正文。"), 422),
        "notices.too_long": (_("{field}写得太长（{length} 字，最多 {most} 字）。"), 422),
        "notices.audience_unknown": (_("没有选对发给谁：请选小区、区、楼道或角色。"), 422),
        "notices.audience_empty": (_("没有一户会看到：选的楼道里没有住户。请另选发给谁。"), 422),
        "notices.validity_reversed": (_("结束时间（{until}）不在开始时间（{start}）之后。"), 422),
        "notices.validity_past": (_("结束时间（{until}）已经过了，没有人会看到。"), 422),
        "notices.moment_unreadable": (_("时间“{value}”读不懂。请写成 2022-04-18 20:00。"), 422),
        "notices.blank_left": (_("还有空没有填：{blanks}。填好再发布。"), 422),
        "notices.not_draft": (_("这条通知已经发布，不能再改。请撤回后另写一条。"), 409),
        "notices.not_published": (_("这条通知没有在发布中。"), 409),
        "notices.why_missing": (_("请写一句为什么。"), 422),
        "notices.no_text": (_("请写内容。"), 422),
        "notices.withdrawn": (
            _("这条通知已经撤回或过期，不能再留言。有事请用“要帮忙”，或打居委会电话。"),
            409,
        ),
        "notices.too_many": (
            _("您家一小时内已经留言 {most} 条，请等等再写。急事请打居委会电话。"),
            429,
        ),
        "notices.answered": (_("这条留言已经回答过了。"), 409),
    }
)
