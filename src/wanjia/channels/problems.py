"""What the channels floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "channels.no_text": (_("请写要发的话。"), 422),
        "channels.too_long": (_("写得太长（{length} 字，最多 {most} 字）。"), 422),
        "channels.personal": (_("不能发到群里：里面有{words}。请去掉再发。"), 422),
        "channels.no_group": (_("还没有这样的群。请先在“群”里登记，没有机器人的也可以。"), 422),
        "incoming.forged": (_("签名不对。"), 403),
        "incoming.stale": (_("这次发送太早、太晚或发过了；请核对时钟后重新签名。"), 403),
        "incoming.unreadable": (_("读不懂这条消息。{what}"), 400),
        "incoming.too_big": (_("消息太大，最多 {most} KB。"), 413),
        "incoming.post_only": (_("请用 POST 发送。"), 405),
        "incoming.kind": (_("请选接入哪一种。"), 422),
        "incoming.account": (_("请填公众号的 AppID（只有字母和数字）。"), 422),
        "incoming.door": (_("“{text}”对上 {n} 户。请写完整的门号，如 23-602，或加上小区名。"), 422),
        "channels.name_missing": (_("请写群名。"), 422),
        "channels.name_taken": (_("已经有叫“{name}”的群。"), 409),
        "channels.too_many_people": (_("一个群最多 {most} 人，您写了 {people}。"), 422),
        "channels.way_unknown": (_("请选怎么发。"), 422),
        "channels.address_wrong": (
            _("机器人地址不对：应以 {starts} 开头，请从群设置里整条复制。"),
            422,
        ),
        "channels.not_by_hand": (_("这条消息不用人工转发。"), 409),
        "channels.not_failed": (_("这条消息没有发送失败，不用再试。"), 409),
        "open311.jurisdiction": (_("没有“{said}”这个辖区（jurisdiction_id）。"), 404),
        "open311.service": (_("没有“{said}”这项服务（service_code）。"), 404),
        "open311.key_missing": (_("提交需要密钥（api_key）。"), 403),
        "open311.place_missing": (_("请写明地点：lat 和 long，或 address_string。"), 400),
        "open311.value": (_("“{name}”填得不对。"), 400),
    }
)
