"""What the chat programs' robots have in common: JSON in, HTTP 200 out even for a refusal.

WeCom, DingTalk and Feishu put a refusal into the body (`errcode`, `code`: over the rate, a revoked
key, a blocked word); a status alone says nothing.
"""

import re
from typing import Any

from wanjia.channels.backends import AddressError

SECONDS = 10  # to connect, and to answer
_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")


def key_in(found: str) -> str:
    """Return a robot's key as it is; raises AddressError for what cannot be one."""
    if not _KEY.fullmatch(found):
        raise AddressError("the address has no key at its end")
    return found


def rest_of(address: str, starts: str) -> str:
    """Return what follows the beginning that every address of a channel has."""
    first = (address.split() or [""])[0]
    if not first.startswith(starts):
        raise AddressError(f"the address begins with {starts}")
    return first.removeprefix(starts)


def post(url: str, body: dict[str, Any], params: dict[str, str] | None = None) -> tuple[str, Any]:
    """Post JSON; return why it was not taken, or nothing, and the answer. Redirects are refused:
    an address is where it says it is."""
    import requests  # kept out of every page's process until something is sent

    try:
        answer = requests.post(
            url,
            json=body,
            params=params,
            timeout=(SECONDS, SECONDS),
            allow_redirects=False,
            verify=True,
            auth=lambda request: request,  # else a .netrc of the machine's would be sent along
        )
    except requests.RequestException:
        return "not_connected", None  # its words have the address in them
    if not 200 <= answer.status_code < 300:
        return f"HTTP {answer.status_code}", None
    return "", answer


def tell_robot(url: str, body: dict[str, Any], params: dict[str, str] | None = None) -> str:
    """Post to a robot; return what it refuses, as `45009 api freq out of limit`, or nothing."""
    error, answer = post(url, body, params)
    if error:
        return error
    try:
        said = answer.json()
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    code = said.get("errcode", said.get("code", said.get("StatusCode", 0)))
    return f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip() if code else ""
