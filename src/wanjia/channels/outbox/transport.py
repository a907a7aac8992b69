"""One message leaves the house: through Apprise, or into the outbox's file."""

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from wanjia.channels.models import Message, Way
from wanjia.channels.outbox.channels import WayError, apprise_url
from wanjia.core import clock


def deliver(message: Message) -> str:
    """Send a message; return why it could not be sent, or nothing."""
    if message.way == Way.FILE:
        return _write(message)
    if message.group is None or not message.group.secret:
        return "no_address"
    try:
        url = apprise_url(message.way, message.group.secret)
    except WayError:
        return "bad_address"
    return _apprise(url, message.text)


def outbox_file() -> Path:
    """Today's file of messages in the data folder."""
    day = timezone.localtime(clock.now()).date()
    return Path(settings.DATA) / "outbox" / f"{day}.jsonl"


def _write(message: Message) -> str:
    path = outbox_file()
    at = timezone.localtime(clock.now()).isoformat(timespec="seconds")
    line = {"id": str(message.id), "at": at, "to": message.to, "text": message.text}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        return f"{path.name}: {error.strerror}"
    return ""


def _apprise(url: str, text: str) -> str:
    """Hand a text to Apprise, which knows each service's ways; it is loaded only when needed."""
    from wanjia.channels.outbox import robots

    return robots.tell(url, text)
