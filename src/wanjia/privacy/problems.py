"""What is refused around forgetting, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "forget.running": Sentence(
            "正在清除，请等这一次做完。", "Forgetting is under way; wait until it is done.", 409
        ),
        "forget.too_late": Sentence(
            "只能清除今天以前的，请选今天或更早的日期。",
            "Only what is older than today can be forgotten: choose today or an earlier day.",
            422,
        ),
        "forget.no_date": Sentence(
            "请写日期，如 2022-06-01。", "Give a date such as 2022-06-01.", 422
        ),
        "forget.not_confirmed": Sentence(
            "没有清除：请照样输入“{words}”。清除以后不能恢复。",
            "Nothing was done: type “{words}” exactly. What is forgotten cannot be brought back.",
            422,
        ),
        "forget.ask_first": Sentence(
            "什么也没有清除。确定的话请加 --yes；清除以后不能恢复。",
            "Nothing was forgotten. Add --yes if you are sure; it cannot be brought back.",
        ),
        "forget.nothing_to_end": Sentence(
            "没有要结束的应急：上次结束以后没有划过区。",
            "There is no emergency to end: no zone was drawn since the last one ended.",
            409,
        ),
        "forget.bad_schedule": Sentence(
            "期限表不能用。{why_zh}", "The retention schedule cannot be used. {why_en}", 422
        ),
        "correction.settled": Sentence(
            "这条更正已经办过了。", "This correction is settled already.", 409
        ),
        "correction.nothing": Sentence("请写上正确的内容。", "Write what is right.", 422),
        "correction.unreadable": Sentence(
            "日期请写成 1950-03-08 这样。", "Write the date like 1950-03-08.", 422
        ),
    }
)
