"""What is written into logs tells what happened and where, never of whom.

Of an exception its kind and the places in the code stay, not its words: a database says there which
phone was there already, a parser which text it could not read. Of what is put into a message,
secrets in addresses, long numbers and whatever is not plain ASCII (names are Chinese) are left out.
"""

import logging
import re
import traceback
from collections.abc import Iterator

# The parts of an address whose next part is a secret, or is typed by somebody.
SECRET = re.compile(
    r"(/(?:h|s|join|start/seen|start|in|ical|tokens|find|import|excel)/)[^/\s?#\"']+"
)
ASKED = re.compile(r"\?[^\s\"']*")
NUMBER = re.compile(r"(?<![0-9a-f-])\d[\d -]{5,}[\dXx]")
FOREIGN = re.compile(r"[^\x00-\x7f]+|(?:%[0-9A-Fa-f]{2})+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
LONGEST = 300


def redact_for_log(text: str) -> str:
    """Return a text without secrets of addresses, long numbers and foreign letters, on one line."""
    text = ASKED.sub("?…", SECRET.sub(r"\1…", text))
    text = CONTROL.sub(" ", FOREIGN.sub("…", NUMBER.sub("…", text)))
    return text[:LONGEST]


def message_of(record: logging.LogRecord) -> str:
    """Return what a record says, bare."""
    args = record.args
    if not args:
        return redact_for_log(str(record.msg))
    if isinstance(args, dict):
        return str(record.msg) % {key: _redact_argument(one) for key, one in args.items()}
    return str(record.msg) % tuple(_redact_argument(arg) for arg in args)


def _redact_argument(one: object) -> object:
    if isinstance(one, (int, float)):
        return one
    if isinstance(one, BaseException):
        return type(one).__name__
    return redact_for_log(str(one))


def trace_of(error: BaseException) -> str:
    """Return where an error happened, and the kinds of it and of what led to it; nothing that it
    says.
    """
    places = traceback.extract_tb(error.__traceback__)
    frames = [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
    kinds = " ← ".join(_error_kinds(error))
    return "\n".join(["Traceback (the last call stands last)", *frames, kinds])


def _error_kinds(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        kind = type(error)
        known = kind.__module__ == "builtins"
        yield kind.__qualname__ if known else f"{kind.__module__}.{kind.__qualname__}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
