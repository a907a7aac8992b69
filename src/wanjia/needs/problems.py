"""What the needs floor refuses, in both languages."""

from wanjia.kernel.problem import Sentence, sentences

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
