"""Where messages may be sent to: addresses are parsed, and allowed by rule.

An address is typed by an officer. It names a host out in the world, encrypted; never this machine,
nor one beside it in a network of the committee's or the cloud's (which would let who types it speak
to what listens only there), unless the administrator lists the host in a file of the data folder.
"""

import re
import socket
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from wanjia.channels.backends import AddressError

FILE = "outgoing-hosts.txt"  # a host, or host:port, a line; # begins a remark
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}")
_OF_HERE = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp")
_NAT64 = "64:ff9b:"


def check_url(address: str) -> SplitResult:
    """Return the parts of an https address that may be called. Raises AddressError."""
    if not re.fullmatch(r"[\x21-\x7e]+", address) or "\\" in address:
        raise AddressError("the address has signs that no address has")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressError("the address has no host") from None
    host = parts.hostname or ""
    if "@" in parts.netloc:
        raise AddressError("the address must hold no user and no password")
    if parts.fragment:
        raise AddressError("the address goes on after a #")
    is_listed = check_host(host, port)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_listed):
        raise AddressError("the address begins with https://")
    return parts


def check_host(host: str, port: int | None) -> bool:
    """Return whether a host is one that the administrator lists; raises AddressError for one that
    is not, and is none of the world's."""
    host = host.lower().rstrip(".")
    if {host, f"{host}:{port}"} & listed():
        return True
    try:
        number = ip_address(host)
    except ValueError:
        # `127.1`, `0x7f000001` and `2130706433` are numbers to a resolver, and names to none.
        if not _HOST.fullmatch(host) or host.endswith(_OF_HERE):
            raise AddressError("the address is no host of the world") from None
        return False
    if not _is_of_world(str(number)):
        raise AddressError("the address is no host of the world")
    return False


def check_where_it_leads(host: str, port: int | None) -> None:
    """Refuse a name that leads to this machine or one beside it, just before it is called.

    A name that leads nowhere is left to the call. Raises AddressError.
    """
    if check_host(host, port):
        return
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    if not all(_is_of_world(str(one[4][0])) for one in found):
        raise AddressError("the address leads to no host of the world")


def listed() -> frozenset[str]:
    """Return the hosts that the administrator lists."""
    try:
        lines = (Path(settings.DATA) / FILE).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    hosts = (line.partition("#")[0].strip().lower() for line in lines)
    return frozenset(host for host in hosts if host)


def _is_of_world(text: str) -> bool:
    number = ip_address(text.partition("%")[0])
    if isinstance(number, IPv6Address):
        within = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if within is not None:
            return within.is_global and not within.is_multicast
        if number.compressed.startswith(_NAT64):
            return False
    return number.is_global and not number.is_multicast
