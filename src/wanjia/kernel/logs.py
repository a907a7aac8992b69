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
SECRET = re.compile(r"(/(?:h|s|join|in|ical|tokens|find|import|excel)/)[^/\s?#\"']+")
ASKED = re.compile(r"\?[^\s\"']*")
NUMBER = re.compile(r"(?<![0-9a-f-])\d[\d -]{5,}[\dXx]")
FOREIGN = re.compile(r"[^\x00-\x7f]+|(?:%[0-9A-Fa-f]{2})+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
LONGEST = 300


class WithoutPeople(logging.Filter):
    """Takes out of a record whatever could tell of somebody; put it on every handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        record.msg, record.args = _message(record), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "\n".join(_told(record.exc_info[1]))
            record.exc_info = None
        elif not isinstance(record.exc_info, tuple):
            record.exc_info = None
        record.__dict__.pop("request", None)
        return True


def _message(record: logging.LogRecord) -> str:
    args = record.args
    if not args:
        return bare(str(record.msg))
    if isinstance(args, dict):
        return str(record.msg) % {key: _argument(one) for key, one in args.items()}
    return str(record.msg) % tuple(_argument(one) for one in args)


def _argument(one: object) -> object:
    if isinstance(one, (int, float)):
        return one
    if isinstance(one, BaseException):
        return type(one).__name__
    return bare(str(one))


def bare(text: str) -> str:
    """A text without secrets of addresses, long numbers and foreign letters, on one line."""
    text = ASKED.sub("?…", SECRET.sub(r"\1…", text))
    text = CONTROL.sub(" ", FOREIGN.sub("…", NUMBER.sub("…", text)))
    return text[:LONGEST]


def _told(error: BaseException) -> Iterator[str]:
    """An exception and what it came from, the first cause first: kinds and places, no words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
    for place in traceback.extract_tb(error.__traceback__):
        yield f'  File "{place.filename}", line {place.lineno}, in {place.name}'
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
