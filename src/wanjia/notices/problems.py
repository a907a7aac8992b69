"""What the notices floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "notices.no_title": Sentence("请写标题。", "Write a title.", 422),
        "notices.no_body": Sentence("请写正文。", "Write the text.", 422),
        "notices.too_long": Sentence(
            "{field}写得太长（{length} 字，最多 {most} 字）。",
            "{field} is too long ({length} characters, at most {most}).",
            422,
        ),
        "notices.audience_unknown": Sentence(
            "没有选对发给谁：请选小区、区、楼道或角色。",
            "Choose whom it is for: an estate, a zone, stairwells or a role.",
            422,
        ),
        "notices.audience_empty": Sentence(
            "没有一户会看到：选的楼道里没有住户。请另选发给谁。",
            "No household would see it: nobody lives behind these doors. Choose another audience.",
            422,
        ),
        "notices.validity_reversed": Sentence(
            "结束时间（{until}）不在开始时间（{start}）之后。",
            "It would end ({until}) no later than it starts ({start}).",
            422,
        ),
        "notices.validity_past": Sentence(
            "结束时间（{until}）已经过了，没有人会看到。",
            "It would have ended already ({until}); nobody would see it.",
            422,
        ),
        "notices.moment_unreadable": Sentence(
            "时间“{value}”读不懂。请写成 2022-04-18 20:00。",
            "The time “{value}” cannot be read. Write it like 2022-04-18 20:00.",
            422,
        ),
        "notices.blank_left": Sentence(
            "还有空没有填：{blanks}。填好再发布。",
            "Still to be filled in: {blanks}. Then publish.",
            422,
        ),
        "notices.not_draft": Sentence(
            "这条通知已经发布，不能再改。请撤回后另写一条。",
            "This notice is published and can't be changed. Withdraw it and write another.",
            409,
        ),
        "notices.not_published": Sentence(
            "这条通知没有在发布中。", "This notice is not published.", 409
        ),
        "notices.why_missing": Sentence("请写一句为什么。", "Write why.", 422),
        "notices.no_text": Sentence("请写内容。", "Write something.", 422),
        "notices.withdrawn": Sentence(
            "这条通知已经撤回或过期，不能再留言。有事请用“要帮忙”，或打居委会电话。",
            "This notice was withdrawn or is over. Use “Ask for help”, or call the committee.",
            409,
        ),
        "notices.too_many": Sentence(
            "您家一小时内已经留言 {most} 条，请等等再写。急事请打居委会电话。",
            "Your household wrote {most} times within the hour; please wait. If it is urgent, call"
            " the committee.",
            429,
        ),
        "notices.answered": Sentence(
            "这条留言已经回答过了。", "This comment was answered already.", 409
        ),
    }
)
