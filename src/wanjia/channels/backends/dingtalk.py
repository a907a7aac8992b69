"""钉钉: a group's robot, which may ask for a signature. 20 messages a minute.

The secret of a signing robot (SEC…) follows the address after a space.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import AddressError, Backend, register
from wanjia.channels.backends._robots import key_in, rest_of, tell_robot
from wanjia.channels.models import Message
from wanjia.core import clock

HOST = "https://oapi.dingtalk.com"
PATH = "/robot/send?access_token="
STARTS = HOST + PATH


def _read_address(address: str) -> tuple[str, str]:
    """Return the robot's token, and its secret if it has one."""
    token = key_in(rest_of(address, STARTS))
    secret = address.split()[1:]
    if len(secret) > 1:
        raise AddressError("one secret follows the address")
    return token, key_in(secret[0]) if secret else ""


def check(address: str) -> None:
    """Refuse what is no address of a robot."""
    _read_address(address)


def signature(secret: str, now: datetime) -> dict[str, str]:
    """Sign a moment as DingTalk asks: HMAC-SHA256 of its milliseconds and the secret."""
    moment = str(round(now.timestamp() * 1000))
    signed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return {"timestamp": moment, "sign": base64.b64encode(signed.digest()).decode()}


def send(message: Message, address: str) -> str:
    """Send a text."""
    token, secret = _read_address(address)
    body = {"msgtype": "text", "text": {"content": message.text}, "at": {"isAtAll": False}}
    signed = signature(secret, clock.now()) if secret else None
    return tell_robot(HOST + PATH + token, body, signed)


register(
    Backend(
        key="dingtalk",
        name=gettext_lazy("钉钉群机器人"),
        place=20,
        per_minute=20,
        bytes=18_000,
        starts=STARTS,
        check=check,
        send=send,
    )
)
