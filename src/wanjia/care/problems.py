"""What the care floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "care.kind_unknown": Sentence("没有“{kind}”这一类。", "There is no kind “{kind}”.", 422),
        "care.known_already": Sentence(
            "{name} 已登记为“{kind}”。", "{name} is on the register as “{kind}” already.", 409
        ),
        "care.paired_already": Sentence(
            "{name} 已和 {other} 结对。要换人请先结束原来的结对。",
            "{name} is paired with {other} already. End that pair first.",
            409,
        ),
        "care.not_available": Sentence(
            "{name} 现在不在岗，不能安排。", "{name} is not serving now and cannot be asked.", 409
        ),
        "care.nothing_listed": Sentence(
            "请至少写一样要买的东西。", "List at least one thing to buy."
        ),
        "care.money_unreadable": Sentence(
            "“{value}”不是金额，请写成 12.50。", "“{value}” is not an amount; write 12.50.", 422
        ),
        "care.not_yet": Sentence(
            "还不能这一步：请先完成“{step}”。", "Not yet: first do “{step}”.", 409
        ),
        "care.price_missing": Sentence(
            "“{item}”还没有价格。请填价格，或标为没买到。",
            "“{item}” has no price yet. Fill it in, or mark it as not found.",
            422,
        ),
        "care.receipts_differ": Sentence(
            "小票合计 {receipts} 元，东西合计 {items} 元，差 {difference} 元。请核对后再交接。",
            "Receipts add up to {receipts}, things to {items}: {difference} apart. Check them.",
            422,
        ),
        "care.money_differs": Sentence(
            "收了 {given} 元，花了 {spent} 元，应找 {due} 元，写的是 {returned} 元。没有结清。",
            "{given} was given, {spent} spent, so {due} goes back, not {returned}. Not settled.",
            422,
        ),
        "care.more_is_owed": Sentence(
            "收了 {given} 元，花了 {spent} 元，还差 {short} 元。请补收后再结清。",
            "{given} was given and {spent} spent: {short} is still owed. Take it, then settle.",
            422,
        ),
        "care.card_out": Sentence(
            "医保卡还没有还给居民。", "The insurance card has not been given back.", 409
        ),
        "care.file_open": Sentence("{name} 已有档案。", "{name} has a file already.", 409),
        "care.day_impossible": Sentence(
            "日期 {day} 不对，请核对。", "The date {day} cannot be right; check it.", 422
        ),
        "care.weight_impossible": Sentence(
            "{grams} 克不像新生儿的体重，请核对（300–20000）。",
            "{grams} g cannot be a baby's weight; check it (300–20000).",
            422,
        ),
    }
)
