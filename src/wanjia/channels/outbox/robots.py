"""Apprise, with the answers read: the robots say 200 even when they refuse.

WeCom, DingTalk and Feishu answer every call with HTTP 200 and put the refusal into the body
(`errcode`, `code`: over the rate, a revoked key, a blocked word). Apprise looks at the status only.
So the plugins' HTTP client is one that turns such a body into a failure, and keeps its words.
"""

import logging
from contextvars import ContextVar
from typing import Any

import apprise
import requests
from apprise.plugins import dingtalk, feishu, wecombot

# What failed stands in the outbox; addresses have no place in a log.
logging.getLogger("apprise").setLevel(logging.CRITICAL)
# Apprise sends in a thread of its own, which shares what is in the context.
_said: ContextVar[list[str]] = ContextVar("said")
SECONDS = 10  # to connect, and to answer


class _Reading:
    """The `requests` of a plugin, whose `post` fails when the robot's own code is not 0."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        answer = requests.post(*args, **kwargs)
        refusal = refusal_in(answer)
        if refusal:
            _said.get([]).append(refusal)
            answer.status_code = 424
        return answer


for _plugin in (dingtalk, feishu, wecombot):
    _plugin.requests = _Reading()  # type: ignore[attr-defined]


def refusal_in(answer: requests.Response) -> str:
    """What a robot's answer refuses in its body, as `45009 api freq out of limit`, or nothing."""
    if answer.status_code != 200:
        return f"HTTP {answer.status_code}"
    try:
        body = answer.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    code = body.get("errcode", body.get("code", body.get("StatusCode", 0)))
    return f"{code} {body.get('errmsg') or body.get('msg') or ''}".strip() if code else ""


def tell(url: str, text: str) -> str:
    """Send a text to one Apprise address; return why it could not be sent, or nothing."""
    refusals: list[str] = []
    _said.set(refusals)
    service = apprise.Apprise()
    if not service.add(f"{url}{'&' if '?' in url else '?'}cto={SECONDS}&rto={SECONDS}"):
        return "bad_address"
    if service.notify(body=text, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False):
        return ""
    return refusals[-1] if refusals else "not_connected"
