"""What the care floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "care.kind_unknown": (_("没有“{kind}”这一类。"), 422),
        "care.known_already": (_("{name} 已登记为“{kind}”。"), 409),
        "care.paired_already": (_("{name} 已和 {other} 结对。要换人请先结束原来的结对。"), 409),
        "care.not_available": (_("{name} 现在不在岗，不能安排。"), 409),
        "care.nobody_chosen": (_("请至少勾一个人。"), 400),
        "care.nothing_listed": (_("请至少写一样要买的东西。"), 400),
        "care.money_unreadable": (_("“{value}”不是金额，请写成 12.50。"), 422),
        "care.not_yet": (_("还不能这一步：请先完成“{step}”。"), 409),
        "care.price_missing": (_("“{item}”还没有价格。请填价格，或标为没买到。"), 422),
        "care.receipts_differ": (
            _("小票合计 {receipts} 元，东西合计 {items} 元，差 {difference} 元。请核对后再交接。"),
            422,
        ),
        "care.money_differs": (
            _("收了 {given} 元，花了 {spent} 元，应找 {due} 元，写的是 {returned} 元。没有结清。"),
            422,
        ),
        "care.more_is_owed": (
            _("收了 {given} 元，花了 {spent} 元，还差 {short} 元。请补收后再结清。"),
            422,
        ),
        "care.card_out": (_("医保卡还没有还给居民。"), 409),
        "care.file_open": (_("{name} 已有档案。"), 409),
        "care.day_impossible": (_("日期 {day} 不对，请核对。"), 422),
        "care.weight_impossible": (_("{grams} 克不像新生儿的体重，请核对（300–20000）。"), 422),
    }
)
