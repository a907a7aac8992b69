"""飞书: a group's robot. 100 messages a minute."""

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import Backend, register
from wanjia.channels.backends._robots import key_in, rest_of, tell_robot
from wanjia.channels.models import Message

HOST = "https://open.feishu.cn"
PATH = "/open-apis/bot/v2/hook/"
STARTS = HOST + PATH


def check(address: str) -> None:
    """Refuse what is no address of a robot."""
    key_in(rest_of(address, STARTS).rstrip("/"))


def send(message: Message, address: str) -> str:
    """Send a text."""
    key = key_in(rest_of(address, STARTS).rstrip("/"))
    return tell_robot(HOST + PATH + key, {"msg_type": "text", "content": {"text": message.text}})


register(
    Backend(
        key="feishu",
        name=gettext_lazy("飞书群机器人"),
        place=30,
        per_minute=100,
        bytes=18_000,
        starts=STARTS,
        check=check,
        send=send,
    )
)
