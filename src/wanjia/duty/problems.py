"""What the duty floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "duty.team_empty": Sentence(
            "这个班组还没有人。先添人，再排班。",
            "Nobody is in this team yet. Add people first.",
            422,
        ),
        "duty.pattern_unknown": Sentence(
            "没有“{key}”这种班次。", "There is no pattern “{key}”.", 422
        ),
        "duty.days_impossible": Sentence(
            "一次排 1 到 62 天。", "A roster is for 1 to 62 days.", 422
        ),
        "duty.impossible": Sentence("{why}", "{why_en}", 409),
        "duty.breaks_rule": Sentence(
            "这样换会违反规则：{why}。要换请勾“仍然换”。",
            "This breaks a rule: {why_en}. Tick “swap all the same” if it must be.",
            409,
        ),
        "duty.begun": Sentence(
            "这一班已经开始，不能再换。", "This shift has begun and stays.", 409
        ),
        "duty.days_reversed": Sentence(
            "结束日在开始日之前。", "The last day is before the first.", 422
        ),
        "duty.published_already": Sentence(
            "这张排班已经公布。", "This roster is published already.", 409
        ),
        "trip.open_already": Sentence(
            "{name} 已有一张没结束的就医卡。", "{name} has an open hospital card already.", 409
        ),
        "trip.not_yet": Sentence("先记“{step}”。", "First note “{step}”.", 409),
        "trip.closed": Sentence("这张卡已经结束。", "This card is closed.", 409),
    }
)
