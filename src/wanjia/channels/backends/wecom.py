"""企业微信: a group's robot. 20 messages a minute and robot, 2,048 bytes of text."""

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import Backend, register
from wanjia.channels.backends._robots import key_in, rest_of, tell_robot
from wanjia.channels.models import Message

HOST = "https://qyapi.weixin.qq.com"
PATH = "/cgi-bin/webhook/send?key="
STARTS = HOST + PATH


def check(address: str) -> None:
    """Refuse what is no address of a robot."""
    key_in(rest_of(address, STARTS))


def send(message: Message, address: str) -> str:
    """Send a text."""
    key = key_in(rest_of(address, STARTS))
    return tell_robot(HOST + PATH + key, {"msgtype": "text", "text": {"content": message.text}})


register(
    Backend(
        key="wecom",
        name=gettext_lazy("企业微信群机器人"),
        place=10,
        per_minute=20,
        bytes=2048,
        starts=STARTS,
        check=check,
        send=send,
    )
)
