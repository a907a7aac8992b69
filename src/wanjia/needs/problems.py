"""What the needs floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "needs.no_text": Sentence("请写下要什么帮助。", "Write what help is needed.", 422),
        "needs.too_long": Sentence(
            "写得太长（最多 {most} 字）。", "That is too long (at most {most} characters).", 422
        ),
        "needs.closed": Sentence("这件求助已经办结。", "This request is closed already.", 409),
        "needs.not_closed": Sentence("这件求助还没有办结。", "This request is still open.", 409),
        "needs.taken": Sentence(
            "{name} 已经接手了。要换人请用转派。",
            "{name} has taken it already. Hand it on instead.",
            409,
        ),
        "needs.outcome_missing": Sentence(
            "请写一句怎么解决的，再办结。", "Write how it was solved, then close it.", 422
        ),
        "needs.outcome_says_nothing": Sentence(
            "请写清楚后来怎样，如：120 已接走，女儿陪着去六院。只写“好了”看不出发生了什么。",
            "Write what happened, such as: ambulance took her, daughter went along."
            " “Done” does not tell.",
            422,
        ),
        "needs.reached_missing": Sentence(
            "有危险的求助：请写联系上了谁，如：本人、女儿、王阿姨。"
            "没联系上就不能办结，请上门或打 120。",
            "There was danger: write who was reached, such as: herself, the daughter. If nobody"
            " was reached it cannot be closed: go to the door or call 120.",
            422,
        ),
        "needs.other_must_verify": Sentence(
            "危及生命的求助，要由没有经手的人，或求助的人核实。请先“回报”，再请同事核实；"
            "只有您一人值班，请按“先办结，待核实”。",
            "A life-threatening request is verified by somebody who did not handle it, or by who"
            " asked. Report back, then ask a colleague; if you are alone on duty, press “Close,"
            " to be verified”.",
            409,
        ),
        "needs.why_says_nothing": Sentence(
            "这件可能有危险，要降级请写清楚为什么，如：已通电话，本人说是玩笑。",
            "This may be danger: to lower it, write clearly why, such as: spoke with her, it was"
            " a joke.",
            422,
        ),
        "needs.not_in_doubt": Sentence(
            "这件求助没有等着回答的问题：已经有人回答，或已经改过急缓。请刷新看一看。",
            "No question of this request waits for an answer: somebody answered it, or set its"
            " urgency. Reload the page.",
            409,
        ),
        "needs.question_unknown": Sentence(
            "没有这一问。请刷新，按页面上的“是”或“否”。",
            "There is no such question. Reload and press “Yes” or “No” on the page.",
            422,
        ),
        "needs.category_unknown": Sentence(
            "没有“{value}”这一类。", "There is no category “{value}”.", 422
        ),
        "needs.why_missing": Sentence("请写一句为什么要改。", "Write why it is changed.", 422),
        "needs.helper_unknown": Sentence(
            "没有这个人，或他现在不在岗。", "There is no such person serving now.", 404
        ),
        "needs.not_waiting": Sentence(
            "没有在等对方回话。", "Nobody is waiting for the asker.", 409
        ),
    }
)
