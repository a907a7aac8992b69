"""A file of the data folder, for who has no robot at all: one line of JSON a message."""

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from wanjia.channels.backends import Backend, register
from wanjia.channels.models import Message
from wanjia.core import clock


def outbox_file() -> Path:
    """Today's file of messages in the data folder."""
    day = timezone.localtime(clock.now()).date()
    return Path(settings.DATA) / "outbox" / f"{day}.jsonl"


def send(message: Message, _address: str) -> str:
    """Append a message to the file of the day."""
    path = outbox_file()
    at = timezone.localtime(clock.now()).isoformat(timespec="seconds")
    line = {"id": str(message.id), "at": at, "to": message.recipient, "text": message.text}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        return f"{path.name}: {error.strerror}"
    return ""


register(
    Backend(
        key="file",
        name=gettext_lazy("写到文件"),
        place=60,
        per_minute=600,
        needs_address=False,
        send=send,
    )
)
