"""Phone numbers as offices write them: mobiles, landlines, extensions, foreign numbers."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from wanjia.people.roster.reader.facts import SCIENTIFIC, Fault, text_of
from wanjia.people.roster.reader.lexicon import NOTHING
from wanjia.places.addresses.characters import plain

LONGEST = 20  # characters that are kept of a number
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7}|[48]00\d{7}")
# As long as a landline, area code and all, though no exchange gives such a number out.
_LINE_SHAPED = re.compile(r"(?:010|02\d)\d{8}|0[3-9]\d{2}\d{7,8}|\d{8}")
_EXTENSION = re.compile(
    r"(?<=\d)\s*(?:转|分机号?|内线|ext\.?|extension|x|#|\*)\s*[:：]?\s*(\d{1,5})(?!\d)|(?<=\d{7})\s*\((\d{1,4})\)"
)
_DASHED = re.compile(r"(?<!\d)((?:0\d{2,3}-?)?(?:[2-9]\d{6,7}|\d{8}))-(\d{1,5})(?![\d-])")
_GIVEN_UP = re.compile(
    r"(\+?\d[\d -]{5,16}\d)\s*[(,]?\s*(?:号码?)?(?:已|现)?(?:经)?"
    r"(?:停机|停用|空号|销号|注销|作废|不用|弃用|旧号|打不通)了?(?:换成?|改成?|改为|现用|请打)?[:,)]?"
)
_NUMBER = re.compile(r"\+?\d(?:[\d().]|[\s-]+(?=[\d(]))*(?:;\d{1,5})?")


_OF_CONTACT = re.compile(r"(?:同|见|打)(?:紧急)?联系人(?:电话|手机)?")


def means_contact(cell: Any) -> bool:
    """Whether a phone cell says that the contact's number is theirs: 同联系人."""
    return isinstance(cell, str) and _OF_CONTACT.fullmatch(cell.strip()) is not None


class Phones(NamedTuple):
    """The numbers of a phone cell that can be called, and the fault of what cannot."""

    numbers: tuple[str, ...]
    fault: Fault | None = None


NO_PHONE = Phones(())


def phones_of(cell: Any) -> Phones:
    """Read one or several phone numbers: digits only, a foreign one with its +, `-802` behind."""
    text = text_of(cell)
    if len(text) == 11 and text.isdecimal() and text.isascii() and _MOBILE.fullmatch(text):
        return Phones((text,))
    if not text or text.lower() in NOTHING or not text.strip("0 -"):
        return NO_PHONE
    return _phones(text)


@lru_cache(4096)
def _phones(written: str) -> Phones:
    text = plain(written)
    if SCIENTIFIC.search(text.replace(" ", "")):
        return Phones(
            (),
            Fault(
                "phone_unreadable",
                f"电话存成 {written[:20]}，已丢",
                f"the phone was stored as {written[:20]} and is lost",
            ),
        )
    text = re.sub(r"\.0+(?!\d)", "", text)
    text = _EXTENSION.sub(lambda m: f";{m[1] or m[2]}", text)
    text = _DASHED.sub(r"\1;\2", text)
    text, fault = _without_given_up(text)
    numbers: list[str] = []
    for one in _NUMBER.findall(text):
        number, _, extension = one.partition(";")
        good = _numbers(number)
        if not good and (kept := _as_written(number)):
            good = [kept]
            fault = fault or Fault(
                "phone_odd",
                f"电话 {number.strip()[:20]} 不像真的号码，照原样留下，请核对",
                f"the phone {number.strip()[:20]} is no number given out; kept as written",
            )
        if good and extension:
            good[-1] = f"{good[-1]}-{extension}"
        numbers += [each[:LONGEST] for each in good]
        if not good:
            fault = fault or _wrong_length(number)
    if not numbers and fault is None:
        fault = Fault("phone_unreadable", "电话里没有号码", "the phone cell holds no number")
    return Phones(tuple(dict.fromkeys(numbers)), fault)


def _numbers(written: str) -> list[str]:
    digits = re.sub(r"\D", "", written)
    if written.startswith("+") and not digits.startswith("86"):
        return [f"+{digits}"] if 8 <= len(digits) <= 15 else []
    if digits.startswith("00") and not digits.startswith("0086") and 10 <= len(digits) <= 17:
        return [f"+{digits[2:]}"]
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) > 11:
            digits = digits.removeprefix(prefix)
    if len(digits) == 12 and digits[0] == "0" and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]  # the 0 that was dialled before a mobile of another town
    if _MOBILE.fullmatch(digits) or _LINE.fullmatch(digits):
        return [digits]
    parts = [re.sub(r"\D", "", part) for part in re.split(r"\s+", written.strip())]
    if len(parts) > 1 and all(_MOBILE.fullmatch(one) or _LINE.fullmatch(one) for one in parts):
        return parts
    halves = [digits[at : at + 11] for at in range(0, len(digits), 11)]
    return halves if len(halves) > 1 and all(_MOBILE.fullmatch(one) for one in halves) else []


def _as_written(written: str) -> str:
    """The digits of what is as long as a landline and can be none; empty for anything else."""
    digits = re.sub(r"\D", "", written)
    return digits if _LINE_SHAPED.fullmatch(digits) and len(set(digits)) > 1 else ""


def _without_given_up(text: str) -> tuple[str, Fault | None]:
    """The text without numbers that it says are out of use: 19900000001（停机换19900000002）."""
    if (found := _GIVEN_UP.search(text)) is None:
        return text, None
    number = found[1].strip()[:20]
    return _GIVEN_UP.sub(" ", text), Fault(
        "phone_given_up", f"{number} 写着不用了，没有收", f"{number} is said to be out of use"
    )


def _wrong_length(written: str) -> Fault:
    count = sum(one.isdecimal() for one in written)
    if count == 11:
        return Fault("phone_length", "没有这样的电话号码", "there is no such phone number")
    few = "只" if count < 11 else ""
    return Fault("phone_length", f"电话{few}有{count}位", f"the phone number has {count} digits")
