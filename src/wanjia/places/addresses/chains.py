"""The parts of one address so far, and numbers that stand in a chain: 3-2-502, 541-1号, 601-603."""

import re
from collections.abc import Sequence

from wanjia.places.addresses.tokens import Token

_LIST = re.compile(r"^\s*(?:和|与|及|或|、|,|，|/|&|\+|到|至|~|-)\s*$")
_SHOPS_WITHIN = re.compile(
    r"市场|商贸城|商城|服装城|轻纺城|皮革城|裘皮城|商厦|商场|鞋都|建材城|五金城|数码城|汽配城|珠宝城|贸易城|工具城|家居城|模具城|毛衫城|奥特莱斯|百货"
)
NEAR = 30  # numbers of a range


class Chains:
    """What has been read of an address, and what a chain of numbers adds to it."""

    bare_in_village = False
    _has_chain = False
    spelled_number = False  # 千岛湖一号: perhaps a name
    named_seat = False  # 丰盛九座 before 13-2021: perhaps an estate's name
    floor_end = -9
    floor_sure = False  # 六楼 is a floor; 6楼 may be a building
    beside_floor = False
    far = False  # a number of three digits and more behind no road: a stall's or a shop's perhaps

    def __init__(self, text: str, in_lane: bool) -> None:
        self.text = text
        self.in_lane = in_lane
        self.lane: str | None = None
        self.blocks: list[str] = []
        self.unit = ""
        self.number = ""
        self.road_number = ""
        self.floor = ""
        self.words = ""
        self.rooms: list[str] = []
        self.bare: list[str] = []
        self.why = ""
        self.last: Token | None = None

    def _take_chain(self, token: Token) -> None:
        values, suffix = token.values, token.suffix.rstrip("/")
        if self.named_seat:
            self.why = self.why or "split_guess"
        if token.suffix.endswith("/") and self._take_list(values, suffix):
            return
        if self._has_chain and self._listed(token):
            self.why = "several_doors"
            return
        self._has_chain = True
        if token.road and not self.in_lane and not self._has_door():
            self._take_road_chain(values, suffix)
        elif suffix and suffix.startswith(("幢", "栋", "座", "号楼", "楼栋", "#", "单元", "门")):
            self.blocks = [*self.blocks, *values] if self.blocks else list(values)
            if len(values) == 2 and _is_range(*values):
                self.why = "stairwell_range"
        elif suffix in ("楼", "层", "f") and len(values) > 2:
            self.blocks, self.floor = list(values[:-1]), values[-1]
        elif suffix in ("楼", "层", "f"):
            self.floor = values[-1]
            if len(values) == 2 and not self._has_named():
                self.number, self.why = values[0], "split_guess"
        elif suffix.startswith("号") and not (len(values[-1]) >= 3 > len(values[0])):
            self._take_number_chain(token)
        elif self.blocks or self.number:
            self._take_inner_chain(values)
        else:
            self._take_whole_chain(token, suffix)

    def _take_road_chain(self, values: Sequence[str], suffix: str) -> None:
        """路541-1号 is a door; 路66-70 several; 路625-106-403 a door with its room."""
        if (
            len(values) == 2
            and len(values[1]) >= 3
            and not suffix.startswith("号")
            and not _is_range(*values)
        ):
            self.number, self.why = values[0], self.why or "road_number"
            self.rooms.append(values[1])
            return
        self.road_number = "-".join(values)
        if len(values) == 2 and _is_range(*values):
            self.why = "stairwell_range"
        elif len(values) > 2 or not suffix:
            self.why = self.why or "road_number"

    def _take_number_chain(self, token: Token) -> None:
        values = token.values
        if self.floor and not self._has_door():
            self.rooms.append(token.value)
            self.why = "shop"
            return
        if self.blocks:
            self.rooms.append(token.value)
            self.why = "block_and_number"
            return
        self.number = token.value
        if any(not one.isdigit() for one in values):
            self.why = self.why or "shop"
        if len(values) == 2 and _is_range(*values):
            self.why = "stairwell_range"
        elif len(values) > 2 or (self._named_before(token) and not self.in_lane):
            self.why = self.why or "split_guess"

    def _take_inner_chain(self, values: Sequence[str]) -> None:
        """Behind a stairwell: 601-603 are rooms; 5幢2-502 has its unit in front of the room."""
        written = "-".join(values)
        if len(values) == 2 and _is_range(*values) and len(values[0]) > 2:
            self.rooms.append(written)
            self.why = self.why or "room_range"
        elif len(values) == 3 and len(values[2]) >= 3 and not self.blocks and not self.in_lane:
            self.number, self.blocks = "", list(values[:2])  # 之江一号东区8-5-1165
            self.rooms.append(values[2])
        elif (
            self.blocks
            and not self.unit
            and len(values) == 2
            and len(values[0]) <= 2 < len(values[1])
        ):
            self.unit = values[0]
            self.rooms.append(values[1])
        else:
            self.rooms.append(written)
            if len(values) == 2 and (self.number or len(values[1]) < 3):
                self.why = self.why or "split_guess"

    def _named_before(self, token: Token) -> bool:
        """Whether an estate or a road stands before a chain: then it begins with a house."""
        return bool(self.road_number) or any(one.isalpha() for one in self.text[: token.start])

    def _take_whole_chain(self, token: Token, suffix: str) -> None:
        """3-2-502, 23-602, 1800-23-602; two small numbers may be anything."""
        values = token.values
        first, last = values[0], values[-1]
        if self.unit:
            self.rooms.append("-".join(values))
        elif len(values) == 2 and suffix == "室" and len(first) >= 3 > len(last):
            self.rooms.append("-".join(values))  # 406-2室
            self.why = self.why or "no_stairwell"
        elif len(values) == 2 and len(last) < 3 and not suffix:
            self.number, self.why = "-".join(values), self.why or "split_guess"
        elif (
            len(values) == 2
            and len(first) >= 3
            and len(last) >= 3
            and (_is_near(first, last) or self._at_shops())
        ):
            self.rooms.append("-".join(values))
            self.why = self.why or "no_stairwell"
        elif len(values) == 2 and len(first) >= 3 and len(first) == len(last):
            self.number, self.why = first, self.why or "split_guess"
            self.rooms.append(last)
        elif len(values) == 2:
            self.number = first
            self.rooms.append(last)
            if suffix == "号" or (first.isalpha() and not last.isdigit()):
                self.why = self.why or "split_guess"
        elif len(first) >= 3 and first.isdigit() and not self._named_before(token):
            self.lane, self.number = first, values[1]
            self.rooms.append("-".join(values[2:]))
        elif len(values) == 4 and last[:-2] == values[2]:
            self.blocks, self.floor = list(values[:2]), values[2]  # 3-2-5-501 says the floor too
            self.rooms.append(last)
        else:
            self.blocks = list(values[:-1])
            self.rooms.append(last)
            if len(values) > 3 or not last[:1].isdigit():
                self.why = self.why or "split_guess"

    def _take_list(self, values: Sequence[str], suffix: str) -> bool:
        """A slash parts rooms (602/603室), or the room from its stairwell (602/23号)."""
        if len(values) == 2 and suffix.startswith("号") and len(values[0]) >= 3 > len(values[1]):
            self.number = values[1]
            self.rooms.append(values[0])
            return True
        if self._has_door() and all(len(one) >= 3 for one in values):
            self.rooms += values
            return True
        return False

    def _at_shops(self) -> bool:
        """Whether the text names a market or a mall: numbers there are stalls."""
        return bool(_SHOPS_WITHIN.search(self.text))

    def _listed(self, token: Token) -> bool:
        """Whether only a mark of a list stands between this part and the one before."""
        return self.last is not None and bool(_LIST.match(self.text[self.last.end : token.start]))

    def _has_named(self) -> bool:
        return bool(self.blocks or self.number or self.unit)

    def _has_door(self) -> bool:
        return bool(self.blocks or self.number or self.unit or self.road_number)


def _is_range(first: str, last: str) -> bool:
    return first.isdigit() and last.isdigit() and len(first) == len(last) and first < last


def _is_near(first: str, last: str) -> bool:
    """Whether two numbers are so near each other that they are a range."""
    return _is_range(first, last) and int(last) - int(first) <= NEAR
