"""电子邮件, by a server of one's own: `mailtos://user:password@mail.example/?to=a@b.example`.

`smtp`, `from`, `to` (several with commas) and `mode=ssl` may follow; port 587 with STARTTLS is the
ordinary way. A server's limits are its own; these are careful ones.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy

from wanjia.channels.backends import AddressError, Backend, register
from wanjia.channels.backends._addresses import check_host, check_where_it_leads
from wanjia.channels.models import Message

STARTS = "mailtos://"
KNOWN = ("smtp", "from", "to", "mode")
SECONDS = 10
STARTTLS, SSL = 587, 465
LONGEST_SUBJECT = 40
# Whose mail servers are called otherwise than their addresses.
SERVERS = {"qq.com": ("smtp.qq.com", SSL), "foxmail.com": ("smtp.qq.com", SSL)}


@dataclass(frozen=True)
class Account:
    """A mail server, who signs in there, from whom and to whom it is."""

    host: str
    port: int
    use_ssl: bool
    user: str
    password: str
    sender: str
    to: tuple[str, ...]


def read(address: str) -> Account:
    """Read an address; raises AddressError for what names no server or no reader."""
    if not address.startswith(STARTS):
        raise AddressError(f"the address begins with {STARTS}")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressError("the address has no server") from error
    if not parts.hostname:
        raise AddressError("the address has no server")
    if parts.fragment or not re.fullmatch(r"[\x21-\x7e]+", address):
        raise AddressError("the address has signs that no address has")
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host, usual = SERVERS.get(parts.hostname, (parts.hostname, STARTTLS))
    if asked.keys() - KNOWN or asked.get("mode", "ssl") not in ("ssl", "starttls"):
        raise AddressError(f"only {', '.join(KNOWN)} may be asked for")
    host = asked.get("smtp", host)
    use_ssl = asked.get("mode") == "ssl" or (port or usual) == SSL
    user = unquote(parts.username or "")
    sender = asked.get("from") or (user if "@" in user else f"{user}@{parts.hostname}")
    named = [*unquote(parts.path).split("/"), *asked.get("to", "").split(",")]
    to = tuple(one.strip() for one in named if one.strip()) or (sender,)
    if any("@" not in one or any(sign.isspace() for sign in one) for one in (sender, *to)):
        raise AddressError("sender and readers are mail addresses")
    port = port or (SSL if use_ssl else usual)
    check_host(host, port)
    return Account(
        host=host,
        port=port,
        use_ssl=use_ssl,
        user=user,
        password=unquote(parts.password or ""),
        sender=sender,
        to=to,
    )


def check(address: str) -> None:
    """Refuse what is no account."""
    read(address)


def send(message: Message, address: str) -> str:
    """Send a mail, encrypted on its way; the server's own words are kept without the account."""
    from django.core.mail import EmailMessage, get_connection

    account = read(address)
    check_where_it_leads(account.host, account.port)
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=account.host,
        port=account.port,
        username=account.user,
        password=account.password,
        use_tls=not account.use_ssl,
        use_ssl=account.use_ssl,
        timeout=SECONDS,
    )
    subject = next(iter(message.text.strip().splitlines()), "")[:LONGEST_SUBJECT]
    mail = EmailMessage(subject, message.text, account.sender, account.to, connection=connection)
    try:
        mail.send()
    except smtplib.SMTPResponseException as error:
        return f"SMTP {error.smtp_code}"
    except (smtplib.SMTPException, ssl.SSLError, OSError):
        return "not_connected"
    return ""


register(
    Backend(
        key="mail",
        name=gettext_lazy("电子邮件"),
        place=50,
        per_minute=30,
        starts=STARTS,
        check=check,
        send=send,
    )
)
