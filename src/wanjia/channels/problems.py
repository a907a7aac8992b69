"""What the channels floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "channels.no_text": Sentence("请写要发的话。", "Write what to send.", 422),
        "channels.too_long": Sentence(
            "写得太长（{length} 字，最多 {most} 字）。",
            "That is too long ({length} characters, at most {most}).",
            422,
        ),
        "channels.personal": Sentence(
            "不能发到群里：里面有{words}。请去掉再发。",
            "This can't go into a group: it has {words}. Take that out and send again.",
            422,
        ),
        "channels.no_group": Sentence(
            "还没有这样的群。请先在“群”里登记，没有机器人的也可以。",
            "There is no such group yet. Enter it under Groups; it needs no robot.",
            422,
        ),
        "incoming.forged": Sentence("签名不对。", "The signature is wrong.", 403),
        "incoming.stale": Sentence(
            "这次发送太早、太晚或发过了；请核对时钟后重新签名。",
            "This sending is too early, too late or was made before: check the clock, sign anew.",
            403,
        ),
        "incoming.unreadable": Sentence(
            "读不懂这条消息。{what}", "This is no message that can be read. {what}", 400
        ),
        "incoming.too_big": Sentence(
            "消息太大，最多 {most} KB。", "The message is too big: at most {most} KB.", 413
        ),
        "incoming.post_only": Sentence("请用 POST 发送。", "Send by POST.", 405),
        "incoming.kind": Sentence("请选接入哪一种。", "Choose what to connect.", 422),
        "incoming.account": Sentence(
            "请填公众号的 AppID（只有字母和数字）。",
            "Give the account's AppID (letters and digits only).",
            422,
        ),
        "incoming.door": Sentence(
            "“{text}”对上 {n} 户。请写完整的门号，如 23-602，或加上小区名。",
            "{text} means {n} households. Write the whole door, such as 23-602, or add the estate.",
            422,
        ),
        "channels.name_missing": Sentence("请写群名。", "Write the group's name.", 422),
        "channels.name_taken": Sentence(
            "已经有叫“{name}”的群。", "There is a group called {name} already.", 409
        ),
        "channels.too_many_people": Sentence(
            "一个群最多 {most} 人，您写了 {people}。",
            "A group holds at most {most} people; you wrote {people}.",
            422,
        ),
        "channels.way_unknown": Sentence("请选怎么发。", "Choose how it is sent.", 422),
        "channels.address_wrong": Sentence(
            "机器人地址不对：应以 {starts} 开头，请从群设置里整条复制。",
            "The robot's address is wrong: it begins with {starts}; copy all of it from the group's"
            " settings.",
            422,
        ),
        "channels.not_by_hand": Sentence(
            "这条消息不用人工转发。", "This message is not one to forward by hand.", 409
        ),
        "channels.not_failed": Sentence(
            "这条消息没有发送失败，不用再试。", "This message has not failed.", 409
        ),
        "open311.jurisdiction": Sentence(
            "没有“{said}”这个辖区（jurisdiction_id）。",
            "There is no jurisdiction “{said}” (jurisdiction_id).",
            404,
        ),
        "open311.service": Sentence(
            "没有“{said}”这项服务（service_code）。",
            "There is no service “{said}” (service_code).",
            404,
        ),
        "open311.key_missing": Sentence(
            "提交需要密钥（api_key）。", "Posting needs an api_key.", 403
        ),
        "open311.place_missing": Sentence(
            "请写明地点：lat 和 long，或 address_string。",
            "Say where: lat and long, or address_string.",
            400,
        ),
        "open311.value": Sentence("“{name}”填得不对。", "“{name}” cannot be read.", 400),
    }
)
