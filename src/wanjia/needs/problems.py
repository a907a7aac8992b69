"""What the needs floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "needs.no_text": (_("请写下要什么帮助。"), 422),
        "needs.too_long": (_("写得太长（最多 {most} 字）。"), 422),
        "needs.closed": (_("这件求助已经办结。"), 409),
        "needs.not_closed": (_("这件求助还没有办结。"), 409),
        "needs.taken": (_("{name} 已经接手了。要换人请用转派。"), 409),
        "needs.outcome_missing": (_("请写一句怎么解决的，再办结。"), 422),
        "needs.outcome_says_nothing": (
            _("请写清楚后来怎样，如：120 已接走，女儿陪着去六院。只写“好了”看不出发生了什么。"),
            422,
        ),
        "needs.reached_missing": (
            _(
                "有危险的求助：请写联系上了谁，如：本人、女儿、王阿姨。"
                "没联系上就不能办结，请上门或打 120。"
            ),
            422,
        ),
        "needs.other_must_verify": (
            _(
                "危及生命的求助，要由没有经手的人，或求助的人核实。请先“回报”，再请同事核实；"
                "只有您一人值班，请按“先办结，待核实”。"
            ),
            409,
        ),
        "needs.why_says_nothing": (
            _("这件可能有危险，要降级请写清楚为什么，如：已通电话，本人说是玩笑。"),
            422,
        ),
        "needs.not_in_doubt": (
            _("这件求助没有等着回答的问题：已经有人回答，或已经改过急缓。请刷新看一看。"),
            409,
        ),
        "needs.question_unknown": (_("没有这一问。请刷新，按页面上的“是”或“否”。"), 422),
        "needs.category_unknown": (_("没有“{value}”这一类。"), 422),
        "needs.why_missing": (_("请写一句为什么要改。"), 422),
        "needs.helper_unknown": (_("没有这个人，或他现在不在岗。"), 404),
        "needs.not_waiting": (_("没有在等对方回话。"), 409),
    }
)
