"""What is logged: one JSON object a line for machines, or a line of text for people.

No line holds a personal value: an error is told by its kind and where it happened, never by its
message; a path, which may hold a household's secret, by the name of its route. Each request, and
each run of the regular work, has an id that stands in all of its lines.

This module knows nothing of Django: the server that starts before it writes such lines too.
"""

import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wanjia.core.log_redaction import message_of, trace_of

FORMS = ("text", "json")
# What a line may tell beside its message, given by `extra`.
FIELDS = ("route", "method", "status", "ms", "role", "act", "repeated")
FILE_BYTES, FILES_KEPT = 10_000_000, 5
A_MINUTE = 60
MOST_FAULTS = 500  # kinds of faults that are counted at a time
SERVER_FILE = Path(__file__).with_name("server_log.json")
_id: ContextVar[str] = ContextVar("request_id", default="")
_WELL_FORMED = re.compile(r"[0-9A-Za-z_-]{8,64}")
_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


def request_id() -> str:
    """Return the id of the request, or of the run of regular work, at hand; empty outside of
    both.
    """
    return _id.get()


def well_formed_or_new(said: str | None) -> str:
    """Return the id that a proxy gave to a request, if it is one; else ten hex digits."""
    return said if said and _WELL_FORMED.fullmatch(said) else os.urandom(5).hex()


@contextmanager
def under_id(known: str) -> Iterator[None]:
    """All that is logged within the block stands under this id."""
    token = _id.set(known)
    try:
        yield
    finally:
        _id.reset(token)


def form_of(text: str) -> str:
    """Return the form that `WANJIA_LOG` asks for, text when it is empty; raises ValueError for
    another.
    """
    form = text or FORMS[0]
    if form not in FORMS:
        raise ValueError(f"WANJIA_LOG: {form!r} is none of {', '.join(FORMS)}")
    return form


def logging_for(form: str, tell_all: bool, file: str = "") -> dict[str, Any]:
    """Django's LOGGING: machines get a line for each request, people what went wrong; a fault that
    comes again within a minute is counted, not told.

    Lines go to standard error, or to `file`, which is put aside when it is full. `tell_all` lets
    errors say their message too: for whoever develops, on data of the demo.
    """
    kind = {"json": "JsonLines", "text": "TextLines"}[form]
    where: dict[str, Any] = {"class": "logging.StreamHandler"}
    if file:
        where = {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": file,
            "maxBytes": FILE_BYTES,
            "backupCount": FILES_KEPT,
            "encoding": "utf-8",
            "delay": True,
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"wanjia.core.logs.{kind}", "tell_all": tell_all}},
        "filters": {"once": {"()": "wanjia.core.logs.OnceAMinute"}},
        "handlers": {"lines": {**where, "formatter": "line", "filters": ["once"]}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "wanjia": {"level": "INFO" if form == "json" else "WARNING"},
            "django": {"handlers": [], "level": "WARNING"},
            "django.request": {"level": "ERROR"},  # what is refused has its line already
        },
    }


class OnceAMinute(logging.Filter):
    """Lets a fault pass once a minute, with how often it came meanwhile: a full disk or a database
    that is gone would fill what is left of the disk with the same line.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[Any, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is told now."""
        if record.levelno < logging.WARNING:
            return True
        key = _kind_of(record)
        at, left_out = self._told.get(key, (-float(A_MINUTE), 0))
        if abs(record.created - at) < A_MINUTE:
            self._told[key] = at, left_out + 1
            return False
        if len(self._told) >= MOST_FAULTS:
            self._told.clear()
        self._told[key] = record.created, 0
        if left_out:
            record.repeated = left_out
        return True


def _kind_of(record: logging.LogRecord) -> tuple[Any, ...]:
    """Return what two records of the same fault have in common."""
    error = record.exc_info[1] if record.exc_info else None
    place = error.__traceback__ if error else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = (place.tb_frame.f_code.co_filename, place.tb_lineno) if place else ()
    given = record.__dict__
    told = tuple(given.get(name) for name in FIELDS if name != "ms")
    return record.name, record.levelno, message_of(record), type(error), where, told


class _Lines(logging.Formatter):
    def __init__(self, tell_all: bool = False) -> None:
        super().__init__()
        self.tell_all = tell_all

    def _message_text(self, record: logging.LogRecord) -> str:
        return record.getMessage() if self.tell_all else message_of(record)

    def formatException(self, ei: Any) -> str:
        """Return where an error happened and of which kind it is; not what it says."""
        return super().formatException(ei) if self.tell_all else trace_of(ei[1])


class JsonLines(_Lines):
    """One JSON object a line: time, level, logger, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message_text(record),
        }
        if known := _id.get():
            line["request"] = known
        given = record.__dict__
        line.update({name: given[name] for name in FIELDS if given.get(name) not in (None, "")})
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
            line["trace"] = self.formatException(record.exc_info)
        return _as_json(line)


class TextLines(_Lines):
    """A line for people: time, level, id, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line of text; an error's frames on the lines after it."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        given = record.__dict__
        more = [f"{name}={given[name]}" for name in FIELDS if given.get(name) not in (None, "")]
        known = [f"[{_id.get()}]"] if _id.get() else []
        words = [at, record.levelname, *known, self._message_text(record), *more]
        text = " ".join(words)
        if record.exc_info and record.exc_info[1]:
            text += "\n" + self.formatException(record.exc_info)
        return text
