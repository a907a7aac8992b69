"""What may stand at the keys of a protocol file, as annotations of its values."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo

from wanjia.core.rules.rules_file import Refused, Text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOST_LETTERS = 200  # a headline is read on a phone's lock screen


@dataclass(frozen=True)
class DayRange:
    """Days of a zone or of a stay at home, both ends included; `last` None is open-ended."""

    first: int
    last: int | None

    def covers(self, day: int) -> bool:
        """Whether the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


def _days(value: Any) -> DayRange:
    whole = isinstance(value, list) and all(type(one) is int for one in value)
    if not whole or len(value) not in (1, 2) or value[0] < 1 or value[-1] < value[0]:
        raise Refused("应是 [首日, 末日]，或 [首日]。", "must be [first day, last day] or [first].")
    return DayRange(value[0], value[1] if len(value) == 2 else None)


def _celsius(value: Any) -> Decimal:
    if type(value) not in (int, float) or not 30 <= value <= 60:
        raise Refused("应是 30 到 60 的温度（°C）。", "must be a temperature from 30 to 60 °C.")
    return Decimal(str(value))


def _weekdays(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not all(one in WEEKDAYS for one in value):
        some = ", ".join(WEEKDAYS)
        raise Refused(f"应是这些日子的列表：{some}。", f"must be a list of {some}.")
    return frozenset(map(WEEKDAYS.index, value))


def _in_its_language(text: Text) -> Text:
    if _CHINESE.search(text.en):
        raise Refused("en 里有汉字或中文标点。", "the English holds Chinese characters.")
    if not _CHINESE.search(text.zh):
        raise Refused("zh 里没有汉字。", "the Chinese holds no Chinese character.")
    return text


def _short(text: Text) -> Text:
    if len(text.zh) > _MOST_LETTERS or len(text.en) > _MOST_LETTERS:
        raise Refused("太长，最多 200 个字。", "is too long: at most 200 letters.")
    return text


Days = Annotated[DayRange, PlainValidator(_days)]
Celsius = Annotated[Decimal, PlainValidator(_celsius)]
Weekdays = Annotated[frozenset[int], PlainValidator(_weekdays)]
Key = Annotated[str, Field(min_length=1, max_length=20)]
# What the public is told: in both languages for certain, and a headline that is short.
Line = Annotated[Text, AfterValidator(_in_its_language)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Headline = Annotated[Line, AfterValidator(_short)]


def told_unless_old(header: str, keys: str) -> AfterValidator:
    """Refuse a table for the public that is missing; a committee's old copy may lack it."""

    def check(value: Any, info: ValidationInfo) -> Any:
        if value is None and not (info.context or {}).get("old"):
            raise Refused(
                f"缺少对公众说的话。请照程序自带的同名规则补上 {header}：{keys}。",
                f"what the public is told is missing. Add {header} as in the file that comes with"
                f" the program: {keys}.",
            )
        return value

    return AfterValidator(check)
