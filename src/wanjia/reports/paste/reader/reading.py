"""What was read from one line of pasted text, and why it is as it is, in two languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["answer", "headcount", "order", "need", "header", "note"]
Status = Literal["sure", "doubtful", "unread"]
Antigen = str | tuple[str | None, ...] | None
Temperature = float | tuple[float | None, ...] | None


class Said(NamedTuple):
    """What a line says of one resident. `antigen` may be "untested"."""

    resident: str
    antigen: str | None = None
    temperature: float | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a line, for a person to choose: its door and what it says of whom."""

    door: str
    said: tuple[Said, ...]
    share: float  # how likely it is beside the others, from 0 to 1


@dataclass(frozen=True, slots=True)
class Reading:
    """One line that is not blank; `line` counts from 1, blank lines included.

    `said` is what it says by person, and what is stored. `antigen` and `temperature` (°C) are one
    value for everyone of the line, or a tuple in the order of the people where they differ.
    `residents` are the ids the line speaks for, in the order of the people; empty where that is not
    certain. `candidates` are ids for a person to choose from, `options` the likeliest readings.
    `superseded`: a newer copy of the same 接龙 replaces this line. `asks`: the line asks for
    something as well, whatever its kind. `block` is which list or stretch of chat it stands in.
    """

    line: int
    text: str
    kind: Kind
    doors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    count: int | None = None
    antigen: Antigen = None
    temperature: Temperature = None
    where: str | None = None
    status: Status = "unread"
    why: str = ""
    residents: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    superseded: bool = False
    about: str = ""
    asks: bool = False
    said: tuple[Said, ...] = ()
    options: tuple[Option, ...] = ()
    certainty: float = 0.0
    block: int = 0
    features: Mapping[str, float] = field(default_factory=dict)  # what its certainty is made of
    sender: str = ""
    door_named: bool = True  # whether the line names its doors, or who sent it or is named does
    understood: bool = False  # nothing in it was left unexplained
    room: str = ""  # a room that stands alone and may be of several stairwells


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """One question for a whole list: which stairwell it is. `choices` are estate, lane, label and
    how likely each is, the likeliest first; `key` is by what the group's next list is known."""

    block: int
    line: int
    key: str
    lines: int
    choices: tuple[tuple[str, str, str, float], ...]


WHY: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "title": ("接龙的标题或说明", "title or instructions of the list"),
    "format": ("格式或例子", "the format or an example"),
    "sender": ("聊天记录的发言人", "who sent the message"),
    "empty": ("空行", "an empty entry"),
    "chatter": ("闲聊", "chatter"),
    "announcement": ("通知", "an announcement"),
    "too_long": ("太长，没有读", "too long to read"),
    "need": ("有需求，要人处理", "asks for something: an officer must see it"),
    "door_unknown": ("名册里没有 {0}", "the roster has no {0}"),
    "door_ambiguous": ("{0} 有几处，要人选定", "{0} is in several places: choose"),
    "doors_several": ("一行写了几户：{0}", "several doors in one line: {0}"),
    "stairwell_only": ("只写了楼道 {0}，没有室号", "only stairwell {0}, no room"),
    "door_empty": ("{0} 名册里没有人", "nobody is registered at {0}"),
    "no_door": ("没有写门牌", "no door named"),
    "room_only": ("只写了室号 {0}，不知哪个楼道", "room {0} without its stairwell"),
    "by_sender": ("门牌是按发言人认的", "the door is taken from who sent it"),
    "by_name": ("门牌是按姓名认的", "the door is taken from the name"),
    "by_before": ("门牌是按上一行认的", "the door is taken from the line before"),
    "name_elsewhere": ("{0} 登记在别处", "{0} is registered elsewhere"),
    "name_unknown": ("这户名册里没有 {0}", "no {0} in this dwelling's roster"),
    "name_twice": ("{0} 有几人同名", "several people are called {0}"),
    "value_unreadable": ("有读不出的数值", "a value cannot be read"),
    "whose_temperature": ("体温不知是谁的", "whose temperature it is"),
    "count_differs": ("人数与名册不符，不知是哪几位", "the count differs from the roster: who?"),
    "left_out": ("有人没有写结果", "somebody named has no result"),
    "nobody_left": ("没有剩下的人了", "nobody is left"),
    "who": ("没有写明是哪位", "it does not say who"),
    "no_result": ("没有写结果", "no result given"),
    "no_quantity": ("没有写门牌", "no door named"),
    "conflict": ("写了互相矛盾的结果", "results that contradict each other"),
    "uncertain": ("写的人自己不确定", "the writer is not certain"),
    "hearsay": ("说的可能是别人或以前", "perhaps about others, or about the past"),
    "positive_talk": ("提到阳性，要人看", "speaks of a positive: a person must look"),
    "symptoms": ("有症状，没有数值", "symptoms without a value"),
    "asked": ("像是在问", "seems to be a question"),
    "number": ("有没读懂的数字", "a number that nothing explains"),
    "residue": ("没读懂：{0}", "not understood: {0}"),
    "rival": ("也可以读成别的", "can be read otherwise as well"),
    "unlikely": ("把握不够", "not certain enough"),
    "cancelled": ("要取消，不知取消哪一条", "cancels something: which?"),
    "untested": ("还没有做", "not tested yet"),
    "away": ("不在家", "away"),
    "continued": ("接着下一行", "goes on in the next line"),
    "continues": ("接着上一行", "goes on from the line before"),
    "well": ("体温正常", "the temperature is normal"),
}


def why_text(reading: Reading, lang: str = "zh") -> str:
    """The reason for kind and status in Chinese, or in English (`lang` en…); "" if none."""
    return WHY[reading.why][lang.startswith("en")].format(reading.about)


def read_to_json(
    readings: Iterable[Reading], lang: str = "zh", needs: Iterable[dict[str, Any] | None] = ()
) -> list[dict[str, Any]]:
    """The readings as objects of the contract of `wanjia paste --json`.

    `needs` are what the lines ask for beside, one each, as `asked_in` finds them.
    """
    shown = [
        {
            "line": r.line,
            "text": r.text,
            "kind": r.kind,
            "doors": list(r.doors) if r.door_named else [],
            "names": list(r.names),
            "count": r.count,
            "antigen": _plain(r.antigen),
            "temperature": _plain(r.temperature),
            "where": r.where,
            "status": r.status,
            "why": why_text(r, lang),
            "residents": list(r.residents),
            "candidates": list(r.candidates),
            "superseded": r.superseded,
            "certainty": round(r.certainty, 3),
        }
        for r in readings
    ]
    asked = iter(needs)
    return [{**one, "need": next(asked, None)} for one in shown]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
