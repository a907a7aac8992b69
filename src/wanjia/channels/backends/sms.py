"""短信网关, or any program of one's own that takes JSON; its limits are its own, these careful."""

import re

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import AddressError, Backend, register
from wanjia.channels.backends._robots import post
from wanjia.channels.models import Message

STARTS = "https://"
# A gateway on this machine may speak plain HTTP; any other must be encrypted.
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost)[:/]")


def check(address: str) -> None:
    """Refuse an address that is not encrypted, but for this machine's own."""
    if " " in address or not (address.startswith(STARTS) or _LOCAL.match(address)):
        raise AddressError(f"the address begins with {STARTS}")


def send(message: Message, address: str) -> str:
    """Hand the text to the gateway, in the shape that common gateways take."""
    check(address)
    body = {"version": "1.0", "title": "", "message": message.text, "attachments": []}
    return post(address, {**body, "type": "info"})[0]


register(
    Backend(
        key="sms",
        name=gettext_lazy("短信网关"),
        place=40,
        per_minute=30,
        bytes=1000,
        starts=STARTS,
        check=check,
        send=send,
    )
)
