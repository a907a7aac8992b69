"""What is refused around forgetting, in both languages."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "forget.running": (_("正在清除，请等这一次做完。"), 409),
        "forget.too_late": (_("只能清除今天以前的，请选今天或更早的日期。"), 422),
        "forget.no_date": (_("请写日期，如 2022-06-01。"), 422),
        "forget.not_confirmed": (_("没有清除：请照样输入“{words}”。清除以后不能恢复。"), 422),
        "forget.ask_first": (_("什么也没有清除。确定的话请加 --yes；清除以后不能恢复。"), 400),
        "forget.nothing_to_end": (_("没有要结束的应急：上次结束以后没有划过区。"), 409),
        "forget.bad_schedule": (_("期限表不能用。{why}"), 422),
        "correction.settled": (_("这条更正已经办过了。"), 409),
        "correction.nothing": (_("请写上正确的内容。"), 422),
        "correction.unreadable": (_("日期请写成 1950-03-08 这样。"), 422),
    }
)
