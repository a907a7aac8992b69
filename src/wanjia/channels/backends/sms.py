"""短信网关, or any program of one's own that takes JSON; its limits are its own, these careful."""

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import Backend, register
from wanjia.channels.backends._addresses import check_url, check_where_it_leads
from wanjia.channels.backends._robots import post
from wanjia.channels.models import Message

STARTS = "https://"


def check(address: str) -> None:
    """Refuse an address that is not encrypted, or not out in the world, but for listed hosts."""
    check_url(address)


def send(message: Message, address: str) -> str:
    """Hand the text to the gateway, in the shape that common gateways take."""
    parts = check_url(address)
    check_where_it_leads(parts.hostname or "", parts.port)
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
