"""What zoning refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "case.future": (_("采样时间在将来，请核对日期和钟点。"), 400),
        "case.too_old": (_("采样时间在 {days} 天以前，请核对年月日。"), 400),
        "case.place_needed": (_("住处不明也请写一句知道的，如“暂住宾馆”“外省来沪”。"), 400),
        "case.placed": (_("这例已经有住处。要换，请撤销后重新登记。"), 409),
        "case.onset": (_("发病日期要在最近 90 天之内，不能在将来。"), 400),
        "case.door_unknown": (
            _("没有找到“{text}”这一户。请输入室号（如 23-602）、姓名、拼音首字母或电话。"),
            400,
        ),
        "case.not_living_there": (_("{name}不住在 {door}。请核对，或只登记住户。"), 400),
        "case.decision_unknown": (_("没有“{value}”这种决定。"), 400),
        "case.why_needed": (_("请写明理由。"), 400),
        "zones.published_meanwhile": (
            _("{name} 在 {at} 刚发布了新的分区，您的方案还没有发布。请看新地图后再定。"),
            409,
        ),
        "zones.breaks_rule": (_("方案不合规则：{words}"), 422),
        "zones.nothing_sealed": (_("方案里没有任何楼道。请至少选一个。"), 422),
        "zones.stairwell_unknown": (_("这个小区没有楼道“{label}”。"), 422),
        "zones.far_from_now": (_("生效时间须在前后七天之内。"), 422),
        "zones.before_zone": (_("这些楼道在 {at} 还在别的区里，生效时间不能早于它。"), 422),
        "zones.clock_back": (_("系统时钟（{now}）早于上一次发布（{at}）。请先校正电脑时间。"), 409),
        "zones.ended": (_("这个区已经结束。"), 409),
        "zones.not_begun": (_("这个区还没有生效。要改，请撤销发布，或等它生效。"), 409),
        "zones.nothing_changed": (_("这个区没有要张贴的变动。"), 409),
        "zones.same_class": (_("已经是这一类。"), 409),
        "zones.why_needed": (_("防控规则还没有建议这一步。要这样做，请写明理由。"), 422),
        "zones.confirm_needed": (_("请先逐条确认，再批准。"), 422),
        "zones.protocol_unknown": (_("没有防控规则“{name}”。"), 422),
        "zones.class_unknown": (_("规则 {protocol} 没有“{klass}”这一类。"), 422),
        "zones.time_unread": (_("看不懂时间“{text}”，请写成 2022-04-18 18:40。"), 422),
        "protocols.bad": (_("{where} 第 {line} 行，{key}：{why}"), 422),
        "protocols.says_nothing": (
            _(
                "居委会自己的“{title}”规则还没写对公众说什么，不能据此发布。"
                "请主任在规则页补上，或恢复原来的规则文件。{where} 第 {line} 行，{key}：{why}"
            ),
            422,
        ),
        "protocols.class_in_use": (_("{zone} 正按“{klass}”这一类管理，规则里不能没有它。"), 409),
    }
)
