"""What reports refuse, in both languages."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "answer.round_closed": (_("这一轮已于 {at} 截止。请直接告诉网格员，他可以补报。"), 409),
        "answer.round_cancelled": (_("这一轮已取消，不用填报。"), 409),
        "answer.round_not_open": (_("这一轮 {at} 才开始，还不能填。"), 409),
        "answer.newer": (
            _("{door} 在您之后（{at}）已有人报了：{told}。和您存在手机里的不一样，请核对后决定。"),
            409,
        ),
        "answer.round_gone": (_("这一轮已取消或已换成别的轮次。请看下面现在要填的。"), 409),
        "answer.not_in_round": (
            _("有人不在这一轮要报的名单里，可能刚搬走。请刷新后再试，什么也没有存。"),
            422,
        ),
        "answer.temperature": (
            _("{name}的体温 {value} 读不懂。请填 34 到 43 之间的数，如 36.5。"),
            422,
        ),
        "answer.antigen": (_("{name}的抗原结果“{value}”读不懂。请填阴性、阳性或无效。"), 422),
        "answer.nothing": (_("什么也没填。请至少填一个人的抗原或体温。"), 422),
        "paste.too_long": (
            _("粘贴的文字太长（{size} MB，最多 {most} MB）。请分几次粘贴，没有存任何内容。"),
            413,
        ),
        "paste.not_text": (_("{file} 不是文字（UTF-8 或 GB18030）。"), 422),
        "paste.round_unknown": (_("没有轮次 {round}。"), 404),
        "paste.empty": (_("没有粘贴任何文字。"), 422),
        "paste.no_round": (_("还没有轮次。请先发布封控区，或选一轮。"), 409),
        "paste.settled": (_("第 {line} 行已由别人处理。"), 409),
        "paste.taken_back": (_("这次粘贴已经撤回，不能再改。请把文字再贴一次。"), 409),
        "paste.not_open": (_("这份接龙没有要问的楼道，可能已由别人答了。请刷新。"), 409),
        "paste.option_gone": (_("第 {line} 行没有这个读法，可能已由别人改过。请刷新。"), 409),
        "paste.round_closed": (
            _("这一轮已于 {at} 截止。确要补进去，请勾选“补进已截止的轮次”再存。"),
            409,
        ),
        "paste.kept": (_("这次粘贴不能撤回：还没存，或存了已超过一小时，或是别人存的。"), 409),
        "alarm.step_unknown": (_("没有“{step}”这一步。"), 422),
        "alarm.step_open": (_("还有没做的步骤：{steps}。做完再关闭，或写明为什么不用做。"), 422),
        "alarm.verdict_unknown": (_("请选一种结案结论。"), 422),
        "alarm.confirm_first": (
            _("还没有病例，不能按确认阳性结案。请先录复核结果：阳性会自动登记为病例。"),
            422,
        ),
        "result.value": (_("请照报告填：检测、几人一管、结果，Ct 在 5 到 50 之间。"), 422),
        "result.when": (_("采样时间要在最近 {days} 天之内，不能在将来。"), 422),
        "result.too_many": (_("这一管有 {many} 人，最多 {pool} 人。请核对管号和人。"), 422),
        "result.tube_known": (_("管号 {tube} 这个时间的结果已经登记过。请打开那一管更正。"), 409),
        "result.told": (_("这一管已经有结果，或已撤回。要改请用更正。"), 409),
        "result.same": (_("这一管已撤回，或结果和原来一样，没有可更正的。"), 409),
        "result.reason_needed": (_("请写明理由。"), 422),
        "result.word": (_("结果“{value}”读不懂。"), 422),
        "result.two_findings": (_("同一管（{tube}）写了两种结果。"), 422),
        "result.no_time": (_("没有采样时间。"), 422),
        "result.nobody": (_("名册里没有找到“{name}”{door}。"), 422),
        "result.many": (_("名册里有几位“{name}”，请写明门号或证件号。"), 422),
        "result.other_name": (_("证件号是别人的，不是“{name}”。"), 422),
        "result.other_number": (_("“{name}”的证件号和名册里的不一样。"), 422),
        "result.people": (_("有写不清是谁的：{who}。什么也没有存。"), 422),
        "result.no_columns": (_("表格里没有找到“结果”和“姓名”两列。"), 422),
        "exposure.case_withdrawn": (_("这例已撤销，不再追密接。"), 409),
        "exposure.kind": (_("请选密接或次密接。"), 422),
        "exposure.times": (_("离开要在到达之后，都不能在将来。"), 422),
        "exposure.nobody": (_("请写是谁：门号和姓名，或外来人的姓名。"), 422),
        "exposure.reason_needed": (_("请写明理由。"), 422),
        "excel.unreadable": (_("这个表格打不开：{why}"), 422),
        "excel.too_big": (_("表格太大（最多 {most} MB）。请只留要填的列。"), 413),
        "excel.word": (_("{name}：“{value}”读不懂。请写阴性、阳性或无效。"), 422),
        "excel.door": (_("这一轮里没有门号“{door}”。"), 422),
        "excel.unknown": (_("这一轮里没有“{name}”。"), 422),
        "excel.not_there": (_("{door} 没有登记“{name}”。"), 422),
        "excel.many": (_("有几位“{name}”，请写明门号。"), 422),
        "excel.no_name": (_("{door} 不止一人，请写明姓名。"), 422),
        "excel.twice": (_("{name}在这张表里写了两次，只取第一次。"), 422),
        "excel.no_column": (_("表格里没有找到“{column}”一列。"), 422),
    }
)
