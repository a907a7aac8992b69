"""The parts of one address to its stairwell and room: each gets its role from those around it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from wanjia.places.addresses.chains import Chains
from wanjia.places.addresses.characters import NUMERALS
from wanjia.places.addresses.tokens import Token

_SHOPS = re.compile(
    r"(?:市场|商贸城|商城|广场|服装城|轻纺城|皮革城|裘皮城|商厦|商场|鞋都|家居城|建材城|五金城|数码城|商铺|门面|店面|大酒店|宾馆)[^\d]{0,8}$"
)
_STALLS = re.compile(
    r"(?:商铺|店铺|门面|店面|产业园|园区|创业园|酒店|宾馆|招待所|商业街|步行街|摊位|大厦|大楼|公司|工业区|站|中心|广场)$"
)
_LETTER_ROOM = re.compile(r"([A-Z])(\d{2,4}[A-Z]?)")
_UNIT_NEXT = re.compile(r"\s*第?(?:\d{1,2}|[一二三四五六七八九十])(?:单元|门)")
_BESIDE = re.compile(r"对面|隔壁|旁边|附近|斜对|信箱|(?:对|侧)门(?!\d)")
_STAIRWELL_ROOM = re.compile(r"(\d{1,2}[A-EG-Z])(\d{3,4})")
_IN_NAME = re.compile(
    r"[^\W\d_]{0,4}(?:大厦|空间|创意园|创业园|产业园|广场|街区|公馆|小区|公寓|园(?![^\W\d_]))"
)
_LOOSE = ("bare", "chain", "spelled", "room", "number")
_LONG = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_TAIL = re.compile(rf"^\W*[{NUMERALS}\d]+\W*$|\d{{3,}}")
_VILLAGE = re.compile(r"(?:村|组|队|庄|屯|寨|湾|坞|社|里|宅|头|畈|埠)\s*$")


_ODD = frozenset("附新旧东西南北甲乙丙丁")  # before a number: 附11号, 新215号, 甲8号
# The orders of parts that addresses have: a road's number, the house, the floor, the room; or the
# room first. R road number, B block, U unit, N number, F floor, C chain, M room, b bare, w words.
_USUAL = re.compile(
    r"[Rr]?(?:BB?U?|BN|NU?|C|BC|NC|UC?|CU)?F?[Mbw]*|[Mb](?:B?U?|N)|MR?(?:B|N|BU)?|NF?N|BU?F?N|w?"
)


class Parts(Chains):
    """Settles which part of an address is the stairwell and which the room."""

    def __init__(self, text: str, tokens: Sequence[Token], in_lane: bool) -> None:
        super().__init__(text, in_lane)
        tokens = [_before_unit(text, token) for token in tokens]
        self.order = "".join(_letter(token) for token in tokens)
        self.tokens = tokens
        for token in tokens:
            self._take(token)
            self.last = token

    def settle(self) -> tuple[str | None, str | None, str]:
        """Stairwell, room, and the code of what is doubtful."""
        self._settle_bare()
        if self.number and not self.rooms and not self.blocks and not self.floor:
            if self.far:
                self.why = self.why or "shop"
            elif self.spelled_number:
                self.why = self.why or "bare_number"
        if not _USUAL.fullmatch(self.order):
            self.why = self.why or "odd_order"
        if self._at_shops() and not (self.unit and self.rooms):
            self.why = self.why or "shop"
        stairwell, why = self._stairwell()
        room = self._room()
        if len(set(self.rooms)) > 1:
            why = why if why in ("several_doors", "stairwell_range") else "two_rooms"
        if room is None and self.words:
            room, why = self.words, why or "room_in_words"
        elif room is None and self.floor and stairwell:
            why = why or "floor_only"
        if not stairwell:
            why = why if why in ("shop", "several_doors") else "no_stairwell"
        if room and (found := _STAIRWELL_ROOM.fullmatch(room)):
            why = why or "split_guess"  # 登云路1054号7B404: 7B and its 404
            if self.road_number and not self._has_named():
                stairwell, room = found[1], found[2]
        if _BESIDE.search(self.text) or re.fullmatch(r"\d{3}F", room or ""):
            why = why or "odd_order"
        if stairwell and not why and not (self.blocks or self.number or self.unit):
            why = "" if self.road_number else "bare_number"
        if stairwell and not why and self._leaves_numbers(stairwell, room or ""):
            why = "split_guess"
        label = "-".join(one.lstrip("0") or one for one in stairwell.split("-"))
        return label or None, room, why

    def _leaves_numbers(self, stairwell: str, room: str) -> bool:
        """Whether a number stands in the text that is neither the door nor what leads to it."""
        if _LONG.search(self.text):
            return True
        used = set(re.split(r"[-/]", f"{stairwell}-{room}-{self.lane or ''}"))
        used |= {*self.road_number.split("-"), self.floor, self.number}
        loose = [one for one in self.tokens if one.kind in _LOOSE]
        for token in loose:
            rest = set(token.values) - used - {self.floor}
            if any(not room.endswith(one) for one in rest):
                return True
        last = max((one.end for one in self.tokens), default=0)
        return bool(_TAIL.search(self.text[last:]))

    def _stairwell(self) -> tuple[str, str]:
        stairwell, why = "-".join(self.blocks), self.why
        if self.number:
            if stairwell:
                why = why or "block_and_number"
                if not self.rooms and not self.floor and len(self.number) > 2:
                    self.rooms.append(self.number)  # 83幢1227号
                else:
                    stairwell = f"{stairwell}-{self.number}"
            else:
                stairwell = self.number
        if not stairwell and self.road_number:
            stairwell = self.road_number
            if self.unit:  # the road's number tells the estate; its building is not named
                return self.unit, "no_building"
        if self.unit:
            why = why if stairwell else why or "no_building"
            stairwell = f"{stairwell}-{self.unit}" if stairwell else self.unit
        return stairwell, why

    def _room(self) -> str | None:
        if not self.rooms:
            return None
        room = self.rooms[0]
        if self.beside_floor and room.isdigit() and len(room) == 2 and self.floor.isdigit():
            return f"{self.floor}{room:0>2}"
        return room

    # One part after the other

    def _take(self, token: Token) -> None:
        if token.kind in ("room", "bare") and token.start - self.floor_end < 2 and not self.rooms:
            self.beside_floor = len(self.floor) < 3
        getattr(self, f"_take_{token.kind}")(token)

    def _take_words(self, token: Token) -> None:
        self.words = token.value

    def _take_floor(self, token: Token) -> None:
        self.floor, self.floor_end = token.value, token.end
        written = self.text[token.start : token.end]
        self.floor_sure = not written[:1].isdigit() or self._at_shops()

    def _take_block(self, token: Token) -> None:
        spelled = token.suffix == "座" and self.text[token.start] in NUMERALS
        if spelled and self.text[token.start - 1 : token.start].isalpha() and token.start:
            self.named_seat = True
        if self.blocks and token.seat and self.floor:
            return  # 12楼A座: a wing of the floor
        if self.blocks and token.seat:
            if token.value != self.blocks[-1]:
                self.blocks.append(token.value)
        elif self.blocks and self._listed(token):
            self.why = "several_doors"
        elif self.blocks:
            self.why = self.why or "several_doors"
        elif not self.blocks:
            if self.number and not self.in_lane and not self.rooms:
                self.number = ""  # 88号3号楼: the first numbers the estate
            self.blocks = [token.value]

    def _take_unit(self, token: Token) -> None:
        if self.unit and self._listed(token):
            self.why = "several_doors"
        self.unit = self.unit or token.value

    def _take_number(self, token: Token) -> None:
        if self.road_number and not self._has_named() and self._listed(token):
            self.why = "several_doors"
            return
        if token.road and not self.in_lane and not self.blocks:
            self.road_number = self.road_number or token.value
            return
        if token.suffix == "号门" and (self.floor or (self.road_number and not self.in_lane)):
            self.why = self.why or "shop"  # a gate
            return
        before = self.text[max(0, token.start - 1) : token.start]
        if (before in _ODD and token.start > (not self.in_lane)) or (
            token.suffix == "号门" and not self.in_lane
        ):
            self.why = self.why or "shop"
        if self.text[token.start] in NUMERALS and before.isalpha() and not self.in_lane:
            self.spelled_number = True
        if self.number and self._listed(token):
            self.why = "several_doors"
            return
        if self.unit and self.blocks and not self.rooms and not self.number:
            if len(token.value) < 3:
                self.why = self.why or "block_and_number"
            self.rooms.append(token.value)  # 5幢4单元11号
            return
        if self._is_room(token):
            if not self.floor and self.last and _named_between(self.text, self.last, token):
                self.why = self.why or "split_guess"
            self.rooms.append(token.value)
        elif not self.number:
            self.number = token.value
            if token.road or self.in_lane:
                return
            self.far = len(token.value) > 2 and token.value.isascii()
            if _STALLS.search(self.text[: token.start]):
                self.why = self.why or "shop"
            if _SHOPS.search(self.text[: token.start]) and len(token.value) > 2 and not self.blocks:
                self.number = ""
                self.rooms.append(token.value)
                self.why = "shop"

    def _is_room(self, token: Token) -> bool:
        """In 23号602号, and behind a floor, the second 号 is the flat."""
        if self.rooms or (self.in_lane and not self.number):
            return False
        long = len(token.value) >= 3
        if self.floor and (self._has_door() or not token.road):
            if not self._has_door():
                self.why = "shop"
            return True
        return long and bool(self.number or (self.road_number and not self.blocks))

    def _take_room(self, token: Token) -> None:
        if (
            self.bare
            and self.last
            and self.last.kind == "bare"
            and self._listed(token)
            and self._has_door()
        ):
            self.rooms.append(self.bare.pop())
        self.rooms.append(token.value)

    def _take_spelled(self, token: Token) -> None:
        if self._has_door():
            self.bare.append(token.value)

    def _take_bare(self, token: Token) -> None:
        named = not token.start or self.text[token.start - 1].isalpha()
        if named and len(token.value) < 4 and _IN_NAME.match(self.text[token.end :]):
            return  # 创新128园
        if token.road and not self._has_door() and not self.in_lane and not self._at_shops():
            self.road_number = token.value
            self.why = self.why or "road_number"
            return
        if any(one.isalpha() for one in token.value[1:-1]):
            self.why = self.why or "split_guess"
        if self.rooms and not self._listed(token) and self._has_door():
            return
        if self.rooms and self._listed(token) and len(token.value) >= 3:
            self.rooms.append(token.value)
            return
        self.bare_in_village = bool(_VILLAGE.search(self.text[: token.start]))
        self.bare.append(token.value)

    # What stands there without a word

    def _settle_bare(self) -> None:
        bare = self.bare
        named = bool(self.blocks or self.number or self.unit)
        if not named and not self.road_number and self.floor and (bare or self.rooms):
            room = (self.rooms or bare)[0]
            if self.floor_sure or not 3 <= len(room) <= 4:
                self.why = self.why or "no_stairwell"
            elif not self.why and room[: len(room) - 2] != self.floor:
                self.number, self.why, self.floor = self.floor, "split_guess", ""
                named = True
        if not named and not self.road_number and not (self.floor_sure and bare):
            bare = self._bare_door(bare)
        if (
            self.road_number
            and bare
            and not named
            and not self.rooms
            and len(bare) == 2
            and len(bare[0]) <= 2
        ):
            self.number, bare = bare[0], bare[1:]
        if self.road_number and bare and not named and not self.rooms:
            self.why = self.why or "split_guess"
            if len(bare[0]) < 3:
                bare = []
        if bare and not self.rooms and len(bare[0]) < 3 and not self.beside_floor:
            self.why = self.why or "split_guess"
        extra = [one for one in bare[1:] if len(one) >= 3 and one[-2:].isdigit()]
        if bare and not self.rooms:
            self.rooms += [bare[0], *extra]
        letter = _LETTER_ROOM.fullmatch(self.rooms[0]) if self.rooms else None
        if letter and self.road_number and not named and not self.in_lane:
            self.number, self.rooms[0] = letter[1], letter[2]  # 890号大厦C1215
            self.why = self.why or "split_guess"

    def _bare_door(self, bare: list[str]) -> list[str]:
        """The stairwell among numbers without words; the others come back."""
        if len(bare) == 3 and len(bare[0]) <= 3 and len(bare[1]) <= 2 and len(bare[2]) >= 3:
            self.blocks = bare[:2]
            return bare[2:]
        if len(bare) >= 2 and len(bare[0]) >= 3 > len(bare[1]) and not self.rooms:
            self.number, self.why = bare[1], self.why or "split_guess"
            return [bare[0], *bare[2:]]
        if len(bare) >= 2 or (self.rooms and bare):
            self.number = bare[0]
            if not self.rooms and len(bare[1]) < 3:
                self.why = self.why or "bare_number"
            return bare[1:]
        if not _USUAL.fullmatch(self.order):
            self.why = self.why or "odd_order"
        if self._at_shops() and not self.rooms:
            return bare
        if len(bare) == 1 and len(bare[0]) in (3, 4) and bare[0].isdigit() and self.bare_in_village:
            self.number, self.why = bare[0], self.why or "bare_number"
            return []
        if len(bare) == 1 and (found := _LETTER_ROOM.fullmatch(bare[0])):
            self.number, self.why = found[1], self.why or "split_guess"
            return [found[2]]
        if len(bare) == 1 and len(bare[0]) == 5 and bare[0].isdigit():
            self.number, self.why = bare[0][:2], self.why or "split_guess"
            return [bare[0][2:]]
        if len(bare) == 1 and len(bare[0]) <= 2:
            self.number, self.why = bare[0], self.why or "bare_number"
            return []
        return bare


def _before_unit(text: str, token: Token) -> Token:
    """A 楼 with a unit behind it is a building: 3楼2门101."""
    if token.suffix == "楼" and token.kind == "floor" and _UNIT_NEXT.match(text[token.end :]):
        return replace(token, kind="block")
    return token


def _named_between(text: str, first: Token, second: Token) -> bool:
    """Whether a name stands between two parts: 187号华联商厦173号."""
    return any(one.isalpha() for one in text[first.end : second.start])


def _letter(token: Token) -> str:
    """The letter of a part in the order of an address."""
    if token.road and token.kind in ("number", "chain", "bare"):
        return "R"
    letters = {"block": "B", "unit": "U", "number": "N", "floor": "F", "chain": "C", "room": "M"}
    return letters.get(token.kind, "w" if token.kind == "words" else "b")
