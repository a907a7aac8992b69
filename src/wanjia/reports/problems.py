"""What reports refuse, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "answer.round_closed": Sentence(
            "这一轮已于 {at} 截止。请直接告诉网格员，他可以补报。",
            "This round closed at {at}. Tell your grid officer, who can still enter it.",
            409,
        ),
        "answer.round_cancelled": Sentence(
            "这一轮已取消，不用填报。", "This round was cancelled; nothing to report.", 409
        ),
        "answer.round_not_open": Sentence(
            "这一轮 {at} 才开始，还不能填。", "This round opens at {at}; not yet.", 409
        ),
        "answer.newer": Sentence(
            "{door} 在您之后（{at}）已有人报了：{told}。和您存在手机里的不一样，请核对后决定。",
            "{door} was reported after you ({at}): {told}. That differs from what waits on your"
            " phone; check and decide.",
            409,
        ),
        "answer.round_gone": Sentence(
            "这一轮已取消或已换成别的轮次。请看下面现在要填的。",
            "This round was cancelled or replaced. See below what is asked now.",
            409,
        ),
        "answer.not_in_round": Sentence(
            "有人不在这一轮要报的名单里，可能刚搬走。请刷新后再试，什么也没有存。",
            "Somebody is not asked in this round and may have moved. Reload; nothing was stored.",
            422,
        ),
        "answer.temperature": Sentence(
            "{name}的体温 {value} 读不懂。请填 34 到 43 之间的数，如 36.5。",
            "{name}: temperature {value} can't be read. Give 34 to 43, such as 36.5.",
            422,
        ),
        "answer.antigen": Sentence(
            "{name}的抗原结果“{value}”读不懂。请填阴性、阳性或无效。",
            "{name}: antigen “{value}” can't be read. Give negative, positive or invalid.",
            422,
        ),
        "answer.nothing": Sentence(
            "什么也没填。请至少填一个人的抗原或体温。",
            "Nothing was filled in. Give an antigen or a temperature for one person at least.",
            422,
        ),
        "paste.too_long": Sentence(
            "粘贴的文字太长（{size} MB，最多 {most} MB）。请分几次粘贴，没有存任何内容。",
            "The text is too long ({size} MB, at most {most} MB). Paste it in parts; nothing is"
            " stored.",
            413,
        ),
        "paste.not_text": Sentence(
            "{file} 不是文字（UTF-8 或 GB18030）。",
            "{file} is no text (UTF-8 or GB18030).",
            422,
        ),
        "paste.round_unknown": Sentence("没有轮次 {round}。", "There is no round {round}.", 404),
        "paste.empty": Sentence("没有粘贴任何文字。", "There is no text.", 422),
        "paste.no_round": Sentence(
            "还没有轮次。请先发布封控区，或选一轮。",
            "There is no round yet. Publish a sealed zone first, or choose a round.",
            409,
        ),
        "paste.settled": Sentence(
            "第 {line} 行已由别人处理。", "Line {line} was settled by someone else.", 409
        ),
        "paste.taken_back": Sentence(
            "这次粘贴已经撤回，不能再改。请把文字再贴一次。",
            "This paste was taken back and can't be changed. Paste the text again.",
            409,
        ),
        "paste.not_open": Sentence(
            "这份接龙没有要问的楼道，可能已由别人答了。请刷新。",
            "This list has no open question; somebody may have answered it. Reload.",
            409,
        ),
        "paste.option_gone": Sentence(
            "第 {line} 行没有这个读法，可能已由别人改过。请刷新。",
            "Line {line} has no such reading; somebody may have changed it. Reload.",
            409,
        ),
        "paste.round_closed": Sentence(
            "这一轮已于 {at} 截止。确要补进去，请勾选“补进已截止的轮次”再存。",
            "This round closed at {at}. To store all the same, tick “into the closed round”.",
            409,
        ),
        "paste.kept": Sentence(
            "这次粘贴不能撤回：还没存，或存了已超过一小时，或是别人存的。",
            "This paste can't be taken back: it isn't stored, was stored over an hour ago, or is"
            " someone else's.",
            409,
        ),
        "alarm.step_unknown": Sentence("没有“{step}”这一步。", "There is no step “{step}”.", 422),
        "alarm.step_open": Sentence(
            "还有没做的步骤：{steps}。做完再关闭，或写明为什么不用做。",
            "Steps still open: {steps}. Do them first, or write why they are not needed.",
            422,
        ),
        "excel.unreadable": Sentence(
            "这个表格打不开：{why}", "The workbook can't be opened: {why}", 422
        ),
        "excel.too_big": Sentence(
            "表格太大（最多 {most} MB）。请只留要填的列。",
            "The workbook is too big (at most {most} MB). Keep only the columns to fill in.",
            413,
        ),
        "excel.word": Sentence(
            "{name}：“{value}”读不懂。请写阴性、阳性或无效。",
            "{name}: “{value}” can't be read. Write negative, positive or invalid.",
            422,
        ),
        "excel.door": Sentence(
            "这一轮里没有门号“{door}”。", "There is no door “{door}” in this round.", 422
        ),
        "excel.unknown": Sentence(
            "这一轮里没有“{name}”。", "Nobody called {name} is asked in this round.", 422
        ),
        "excel.not_there": Sentence(
            "{door} 没有登记“{name}”。", "{name} is not registered at {door}.", 422
        ),
        "excel.many": Sentence(
            "有几位“{name}”，请写明门号。", "Several are called {name}; give the door.", 422
        ),
        "excel.no_name": Sentence(
            "{door} 不止一人，请写明姓名。", "More than one lives at {door}; give the name.", 422
        ),
        "excel.twice": Sentence(
            "{name}在这张表里写了两次，只取第一次。",
            "{name} is in the sheet twice; the first is taken.",
            422,
        ),
        "excel.no_column": Sentence(
            "表格里没有找到“{column}”一列。", "The workbook has no column “{column}”.", 422
        ),
    }
)
