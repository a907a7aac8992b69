"""The parts of one address to its stairwell and room: each gets its role from those around it."""

import re
from collections.abc import Sequence

from wanjia.places.addresses.tokens import Token

_LIST = re.compile(r"^\s*(?:和|与|及|或|、|,|，|/|&|\+|到|至|~|-)\s*$")
_SHOPS = re.compile(r"(?:市场|商贸城|商城|广场|服装城|轻纺城|皮革城|裘皮城|商厦|商场|鞋都|家居城|建材城|五金城|数码城|商铺|门面|店面|大酒店|宾馆)[^\d]{0,8}$")
_LETTER_ROOM = re.compile(r"([A-Z])(\d{3,4}[A-Z]?)")


class Parts:
    """Settles which part of an address is the stairwell and which the room."""

    def __init__(self, text: str, tokens: Sequence[Token], in_lane: bool) -> None:
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
        for token in tokens:
            self._take(token)
            self.last = token

    def settle(self) -> tuple[str | None, str | None, str]:
        """Stairwell, room, and the code of what is doubtful."""
        self._settle_bare()
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
        stairwell = "-".join(one.lstrip("0") or one for one in stairwell.split("-")) if stairwell else None
        return stairwell, room, why

    def _stairwell(self) -> tuple[str, str]:
        stairwell, why = "-".join(self.blocks), self.why
        if self.number:
            if stairwell:
                why = why or "block_and_number"
                if not self.rooms and not self.floor and not self.bare and len(self.number) > 2:
                    self.rooms.append(self.number)  # 83幢1227号
                elif not self.rooms and not self.floor:
                    stairwell = f"{stairwell}-{self.number}"
                else:
                    stairwell = self.number
            else:
                stairwell = self.number
        if not stairwell and self.road_number:
            stairwell = self.road_number
        if self.unit:
            why = why if stairwell else why or "no_building"
            stairwell = f"{stairwell}-{self.unit}" if stairwell else self.unit
        return stairwell, why

    def _room(self) -> str | None:
        if not self.rooms:
            return None
        room = self.rooms[0]
        if self.floor and room.isdigit() and len(room) <= 2 and self.floor.isdigit():
            return f"{self.floor}{room:0>2}"
        return room

    # One part after the other

    def _take(self, token: Token) -> None:
        getattr(self, f"_take_{token.kind}")(token)

    def _take_words(self, token: Token) -> None:
        self.words = token.value

    def _take_floor(self, token: Token) -> None:
        self.floor = token.value

    def _take_block(self, token: Token) -> None:
        if self.blocks and token.seat:
            if token.value != self.blocks[-1]:
                self.blocks.append(token.value)
        elif self.blocks and self._listed(token):
            self.why = "several_doors"
        elif self.blocks and not self.rooms:
            self.blocks = [token.value]
            self.number = ""
        elif not self.blocks:
            if self.number and not self.in_lane and not self.rooms:
                self.number = ""  # 88号3号楼: the first numbers the estate
            self.blocks = [token.value]

    def _take_unit(self, token: Token) -> None:
        if self.unit and self._listed(token):
            self.why = "several_doors"
        self.unit = self.unit or token.value

    def _take_number(self, token: Token) -> None:
        if token.road and not self.in_lane and not self.blocks:
            if self.road_number and self._listed(token):
                self.why = "several_doors"
            self.road_number = self.road_number or token.value
            return
        if self.number and self._listed(token):
            self.why = "several_doors"
            return
        if self._is_room(token):
            self.rooms.append(token.value)
        elif not self.number:
            self.number = token.value
            if token.road:
                return
            if _SHOPS.search(self.text[: token.start]) and len(token.value) > 2 and not self.blocks:
                self.number = ""
                self.rooms.append(token.value)
                self.why = "shop"

    def _is_room(self, token: Token) -> bool:
        """In 23号602号, and behind a floor, the second 号 is the flat."""
        if self.rooms or self.in_lane and not self.number:
            return False
        long = len(token.value) >= 3
        if self.floor and (self._has_door() or not token.road):
            if not self._has_door():
                self.why = "shop"
            return True
        return long and bool(self.number or (self.road_number and not self.blocks))

    def _take_room(self, token: Token) -> None:
        if self.bare and self.last and self.last.kind == "bare" and self._listed(token) and self._has_door():
            self.rooms.append(self.bare.pop())
        self.rooms.append(token.value)

    def _take_spelled(self, token: Token) -> None:
        if self._has_door():
            self.bare.append(token.value)

    def _take_bare(self, token: Token) -> None:
        if token.road and not self._has_door() and not self.in_lane:
            self.road_number = token.value
            if not self.why:
                self.why = "road_number"
            return
        if self.rooms and not self._listed(token) and self._has_door():
            return
        if self.rooms and self._listed(token) and len(token.value) >= 3:
            self.rooms.append(token.value)
            return
        self.bare.append(token.value)

    def _take_chain(self, token: Token) -> None:
        values, suffix = token.values, token.suffix.rstrip("/")
        if token.suffix.endswith("/") and self._take_list(token, values, suffix):
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
        elif suffix in ("楼", "层"):
            self.floor = values[-1]
            if len(values) == 2 and not self._has_door():
                self.number, self.why = values[0], "split_guess"
        elif suffix.startswith("号") and not (len(values[-1]) >= 3 > len(values[0])):
            self._take_number_chain(token)
        elif self.blocks or self.number:
            self._take_inner_chain(values)
        else:
            self._take_whole_chain(values, suffix)

    _has_chain = False

    def _take_road_chain(self, values: Sequence[str], suffix: str) -> None:
        """路541-1号 is a door; 路66-70 several; 路625-106-403 a door with its room."""
        if len(values) == 2 and len(values[1]) >= 3 > len(values[0]) and not suffix.startswith("号"):
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
        if len(values) == 2 and _is_range(*values):
            self.why = "stairwell_range"
        elif len(values) > 2:
            self.why = "split_guess"

    def _take_inner_chain(self, values: Sequence[str]) -> None:
        """Behind a stairwell: 601-603 are rooms; 5幢2-502 has its unit in front of the room."""
        written = "-".join(values)
        if len(values) == 2 and _is_range(*values):
            self.rooms.append(written)
            self.why = self.why or "room_range"
        elif self.blocks and not self.unit and len(values) == 2 and len(values[0]) <= 2 < len(values[1]):
            self.unit = values[0]
            self.rooms.append(values[1])
        else:
            self.rooms.append(written)

    def _take_whole_chain(self, values: Sequence[str], suffix: str) -> None:
        """3-2-502, 23-602, 1800-23-602; two small numbers may be anything."""
        first, last = values[0], values[-1]
        if self.unit:
            self.rooms.append("-".join(values))
        elif len(values) == 2 and len(last) < 3 and not suffix:
            self.number, self.why = "-".join(values), self.why or "split_guess"
        elif len(values) == 2 and _is_range(first, last) and len(first) >= 3:
            self.rooms.append("-".join(values))
            self.why = self.why or "no_stairwell"
        elif len(values) == 2:
            self.number = first
            self.rooms.append(last)
        elif len(first) >= 3 and first.isdigit() and not self.road_number:
            self.lane, self.number = first, values[1]
            self.rooms.append("-".join(values[2:]))
        else:
            self.blocks = list(values[:-1])
            self.rooms.append(last)

    def _take_list(self, token: Token, values: Sequence[str], suffix: str) -> bool:
        """A slash parts rooms (602/603室), or the room from its stairwell (602/23号)."""
        if len(values) == 2 and suffix.startswith("号") and len(values[0]) >= 3 > len(values[1]):
            self.number = values[1]
            self.rooms.append(values[0])
            return True
        if self._has_door() and all(len(one) >= 3 for one in values):
            self.rooms += values
            return True
        return False

    def _listed(self, token: Token) -> bool:
        """Whether only a mark of a list stands between this part and the one before."""
        return self.last is not None and bool(_LIST.match(self.text[self.last.end : token.start]))

    def _has_door(self) -> bool:
        return bool(self.blocks or self.number or self.unit or self.road_number)

    # What stands there without a word

    def _settle_bare(self) -> None:
        bare = self.bare
        named = bool(self.blocks or self.number or self.unit)
        if not named and not self.road_number and self.floor and (bare or self.rooms):
            room = (self.rooms or bare)[0]
            if not self.why and room[: len(room) - 2] != self.floor:
                self.number, self.why, self.floor = self.floor, "split_guess", ""
                named = True
        if not named and not self.road_number:
            bare = self._bare_door(bare)
        if self.road_number and bare and not named and not self.rooms and len(bare) == 2 and len(bare[0]) <= 2:
            self.number, bare = bare[0], bare[1:]
        extra = [one for one in bare[1:] if len(one) >= 3 and one[-2:].isdigit()]
        if bare and not self.rooms:
            self.rooms += [bare[0], *extra]

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
            return bare[1:]
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


def _is_range(first: str, last: str) -> bool:
    return first.isdigit() and last.isdigit() and len(first) == len(last) and first < last
