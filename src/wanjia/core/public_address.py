"""The address under which residents and staff reach this installation from their own phones."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest

from wanjia.core.models import Community

LONGEST = 200
HERE_ONLY = frozenset({"", "localhost", "testserver"})


def absolute_url(request: HttpRequest, path: str, community: Community | None = None) -> str:
    """Return a path under the community's public address, or under that of the request.

    The community is that of the request, unless another one is meant.
    """
    community = community or getattr(request, "community", None)
    if community is not None and community.public_address:
        return community.public_address + path
    return f"{request.scheme}://{request.get_host()}{path}"


def is_reachable(address: str) -> bool:
    """Return whether another device could open an address: not one of this machine alone."""
    host = urlsplit(address).hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        return host not in HERE_ONLY and not host.endswith(".localhost")
    return not (number.is_loopback or number.is_unspecified)


def can_use_passkeys(request: HttpRequest) -> bool:
    """Return whether a browser lets passkeys be used here: a name, over TLS or of this machine."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        ip_address(host)
    except ValueError:
        here = host == "localhost" or host.endswith(".localhost")
        return request.is_secure() or here
    return False  # a passkey belongs to a name, never to a number


def read_address(text: str) -> str:
    """Return `https://host[:port]` as typed with or without its scheme; "" for what is none."""
    typed = text.strip().rstrip("/")
    if not typed:
        return ""
    parts = urlsplit(typed if "://" in typed else f"http://{typed}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    is_plain = parts.scheme in ("http", "https") and not (parts.username or parts.password)
    if not is_plain or not host or parts.path or parts.query or any(map(str.isspace, typed)):
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}"
