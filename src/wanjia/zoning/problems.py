"""What zoning refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "case.future": Sentence(
            "采样时间在将来，请核对日期和钟点。",
            "The sample time lies in the future; check the date and the hour.",
        ),
        "case.too_old": Sentence(
            "采样时间在 {days} 天以前，请核对年月日。",
            "The sample is more than {days} days old; check the date.",
        ),
        "case.door_unknown": Sentence(
            "没有找到“{text}”这一户。请输入室号（如 23-602）、姓名、拼音首字母或电话。",
            "No dwelling matches “{text}”. Type a door (23-602), a name, initials or a phone.",
        ),
        "case.not_living_there": Sentence(
            "{name}不住在 {door}。请核对，或只登记住户。",
            "{name} does not live at {door}. Check, or record the dwelling only.",
        ),
        "case.decision_unknown": Sentence(
            "没有“{value}”这种决定。", "There is no decision “{value}”."
        ),
        "case.why_needed": Sentence("请写明理由。", "Say why."),
        "zones.published_meanwhile": Sentence(
            "{name} 在 {at} 刚发布了新的分区，您的方案还没有发布。请看新地图后再定。",
            "{name} published new zones at {at} meanwhile; your plan is not in force. "
            "Look at the new map, then decide.",
            409,
        ),
        "zones.breaks_rule": Sentence(
            "方案不合规则：{words}", "The plan breaks a rule: {words}", 422
        ),
        "zones.nothing_sealed": Sentence(
            "方案里没有任何楼道。请至少选一个。",
            "No stairwell is in the plan. Choose at least one.",
            422,
        ),
        "zones.stairwell_unknown": Sentence(
            "这个小区没有楼道“{label}”。", "The estate has no stairwell “{label}”.", 422
        ),
        "zones.far_from_now": Sentence(
            "生效时间须在前后七天之内。", "Zones take force within seven days of now.", 422
        ),
        "zones.before_zone": Sentence(
            "这些楼道在 {at} 还在别的区里，生效时间不能早于它。",
            "These stairwells were in another zone at {at}; choose a later time.",
            422,
        ),
        "zones.clock_back": Sentence(
            "系统时钟（{now}）早于上一次发布（{at}）。请先校正电脑时间。",
            "The clock ({now}) is behind the last publication ({at}). "
            "Set the computer's time first.",
            409,
        ),
        "zones.ended": Sentence("这个区已经结束。", "This zone has ended already.", 409),
        "zones.not_begun": Sentence(
            "这个区还没有生效。要改，请撤销发布，或等它生效。",
            "This zone is not in force yet. Undo its publication, or wait until it is.",
            409,
        ),
        "zones.same_class": Sentence("已经是这一类。", "The zone is in this class already.", 409),
        "zones.why_needed": Sentence(
            "防控规则还没有建议这一步。要这样做，请写明理由。",
            "The protocol does not propose this step yet. Say why it is taken.",
            422,
        ),
        "zones.confirm_needed": Sentence(
            "请先逐条确认，再批准。", "Confirm each point first, then approve.", 422
        ),
        "zones.protocol_unknown": Sentence(
            "没有防控规则“{name}”。", "There is no protocol “{name}”.", 422
        ),
        "zones.class_unknown": Sentence(
            "规则 {protocol} 没有“{klass}”这一类。",
            "Protocol {protocol} has no class “{klass}”.",
            422,
        ),
        "zones.time_unread": Sentence(
            "看不懂时间“{text}”，请写成 2022-04-18 18:40。",
            "“{text}” is no time; write it as 2022-04-18 18:40.",
            422,
        ),
        "protocols.bad": Sentence(
            "{where} 第 {line} 行，{key}：{why_zh}", "{where}, line {line}, {key}: {why_en}", 422
        ),
        "protocols.says_nothing": Sentence(
            "居委会自己的“{title_zh}”规则还没写对公众说什么，不能据此发布。"
            "请主任在规则页补上，或恢复原来的规则文件。{where} 第 {line} 行，{key}：{why_zh}",
            "The committee's own copy of “{title_en}” does not say what the public is told, so "
            "nothing can be published under it. The head can add it on the protocol's page, or go "
            "back to the file that came with the program. {where}, line {line}, {key}: {why_en}",
            422,
        ),
        "protocols.class_in_use": Sentence(
            "{zone} 正按“{klass}”这一类管理，规则里不能没有它。",
            "{zone} is under the class “{klass}”; the protocol cannot do without it.",
            409,
        ),
    }
)
