"""The pasted text as blocks: lists and stretches of chat, with titles, entries and senders."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from wanjia.places.addresses.characters import plain, visible
from wanjia.reports.paste.reader import lines
from wanjia.reports.paste.reader.called_doors import called_doors
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.names import full_names
from wanjia.reports.paste.reader.numbering import numbers_of
from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex, Stairwell

LONGEST = 1000  # characters of a line that are worth reading; nobody writes more of one household
_HAS_RESULT = re.compile(r"阴|阳|[一二两单双]\s?条?杠|无效|neg|pos|3[5-9][.度]\d")
_HAS_DOOR = re.compile(
    r"\d{1,3}\s?(?:-|号楼?|幢|栋|#|座|/)\s?\d{3,4}|^\s*\d{3,4}(?![\d年.元]|\s?[年元])"
)
_LETTERS = re.compile(r"(?<![\da-z])(?<!\d )ct?(?=$|[\s,，.;；!。、)]|有|没|线|杠)")


class Role(Enum):
    """What a line is in the text it stands in."""

    TITLE = auto()
    FORMAT = auto()
    SENDER = auto()
    ENTRY = auto()  # of a list, with its number
    MESSAGE = auto()  # under a sender's name
    PLAIN = auto()
    EMPTY = auto()
    TOO_LONG = auto()


@dataclass(eq=False)
class Line:
    """One line that is not blank: as written, in plain form, and its part in the whole."""

    number: int
    written: str
    role: Role
    block: "Block"
    raw: str = ""  # what it says, as typed, without its entry number
    text: str = ""  # the same in plain form
    sender: str = ""
    follows: "Line | None" = None  # the line that this one may continue
    dwelling: Dwelling | None = None  # whose it turned out to be


@dataclass(eq=False)
class Block:
    """A list or a stretch of chat, and what is believed of it."""

    marked: bool = False
    titles: list[str] = field(default_factory=list)
    group: str = ""
    lines: list[Line] = field(default_factory=list)
    purpose: str = ""
    stairwells: dict[Stairwell, float] = field(default_factory=dict)
    estates: dict[str, float] = field(default_factory=dict)
    likely: tuple[Stairwell, ...] = ()  # the stairwells it may be about, the likeliest first
    titled: bool = False  # whether its title or group names a stairwell that there is
    bare_rooms: int = 0
    answered: bool = False  # somebody said which stairwell it is
    mixed: frozenset[Stairwell] = frozenset()  # the stairwells that its lines name, if several

    @property
    def entries(self) -> list[Line]:
        """Its lines that say something."""
        return [one for one in self.lines if one.role in (Role.ENTRY, Role.MESSAGE, Role.PLAIN)]

    @cached_property
    def letters(self) -> bool:
        """Whether results are told by the strip's letters here: C, CT."""
        return sum(bool(_LETTERS.search(line.text)) for line in self.lines) > 1

    @property
    def key(self) -> str:
        """By what the same group's next list is known: its titles, or its first entry."""
        words = "|".join([self.group, *self.titles])
        words = re.sub(
            r"\d{1,2}月\d{1,2}[日号]?|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,2})?|今天|早上?|晚上?|上午|下午|第.轮",
            "",
            words,
        )
        if not re.sub(r"接龙|[\W\d]", "", words):
            entries = self.entries
            words = entries[0].text if entries else ""
        return " ".join(words.split())[:120]


class Outline:
    """Goes through the rows of a text and gives each its role."""

    def __init__(self, rows: list[str], index: RosterIndex) -> None:
        self.rows, self.index = rows, index
        self.plain = [plain(" ".join(visible(row).split())) for row in rows]
        self.numbers = numbers_of([row[:60] for row in self.plain], index.by_room)
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.block = self._begin()
        self.group = ""
        self.sender = ""
        self.in_list = self.in_title = False
        self.number = 0
        self.after_blank = True

    def read(self) -> list[Line]:
        """Every line that is not blank, in order."""
        for at, row in enumerate(self.rows):
            if not row.strip():
                self._blank()
                continue
            self._row(at, row.rstrip("\r"))
            self.after_blank = False
        return self.lines

    def _begin(self, marked: bool = False) -> Block:
        self.block = Block(marked=marked, group=getattr(self, "group", ""))
        self.blocks.append(self.block)
        self.number = 0
        return self.block

    def _blank(self) -> None:
        self.after_blank = True
        if self.in_list and (self.block.titles or not self.block.marked):
            self.in_title = False

    def _add(self, at: int, row: str, role: Role, start: int = 0, sender: str = "") -> Line:
        raw = " ".join(visible(row).split())
        text = lines.as_meant(plain(raw))
        line = Line(at + 1, row, role, self.block, raw[start:], text[start:], sender)
        self.block.lines.append(line)
        self.lines.append(line)
        return line

    def _row(self, at: int, row: str) -> None:
        text = self.plain[at]
        if len(text) > LONGEST:
            self._add(at, row, Role.TOO_LONG)
            return
        if lines.MARKER.match(text):
            self._list_begins(at, row, text)
            return
        number, start = self.numbers[at]
        if self.in_title and self._is_title(at, text, number, start):
            self._title(at, row, text)
        elif number is None and self._is_heading(at, row, text):
            pass
        else:
            self._entry(at, row, text, number, start)

    def _list_begins(self, at: int, row: str, text: str) -> None:
        before = self.plain[at - 1] if at else ""
        leading = (
            self.block.lines and self.block.lines[-1].role is Role.TITLE and not self.block.entries
        )
        if not (leading and not self.block.marked and before):
            self._begin(marked=True)  # a title above its mark belongs to the list
        self.block.marked = True
        self.in_list = self.in_title = True
        self.sender = ""
        rest = lines.MARKER.sub("", text, count=1)
        if rest.strip():
            self.block.titles.append(rest)
        self._add(at, row, Role.TITLE)

    def _title(self, at: int, row: str, text: str) -> None:
        self.block.titles.append(text)
        self._add(at, row, Role.FORMAT if lines.is_format(text) else Role.TITLE)

    def _is_title(self, at: int, text: str, number: int | None, start: int) -> bool:
        """Whether a line under the list's mark still belongs to its title."""
        if number is not None:
            return not self._says_something(text[start:]) and self._restarts_below(at)
        if self.after_blank and self.block.titles:
            return False
        return lines.is_format(text) or not self._says_something(text)

    def _restarts_below(self, at: int) -> bool:
        """Numbered instructions stand above a blank line, after which the entries begin at 1."""
        blank = False
        for place, row in enumerate(self.plain[at + 1 : at + 40], at + 1):
            if not row:
                blank = True
            elif lines.MARKER.match(row):
                return False
            elif blank and self.numbers[place][0] == 1:
                return True
        return False

    def _says_something(self, text: str) -> bool:
        """Whether a text is an entry rather than a title: a door, or a name with a result."""
        if lines.is_format(text):
            return False
        if _HAS_DOOR.search(text) and not re.search(r"20\d\d-\d", text):
            return True
        if called_doors(self.index).find(text[:40]) and not lines.purpose_of(text):
            return True
        if any(word in text for word in self.index.room_words) and not lines.purpose_of(text):
            return True
        return bool(_HAS_RESULT.search(text)) and bool(full_names(text, self.index))

    def _is_heading(self, at: int, row: str, text: str) -> bool:
        """Take in a line that is a sender's, a group's name, a format or an unmarked title."""
        who = lines.sender_of(text)
        if who is None and self._is_name_alone(at, text):
            who = text
        if who is not None and not lines.is_group_name(text):
            self._speaks(at, row, who)
            return True
        following = self.plain[at + 1] if at + 1 < len(self.rows) else ""
        named = lines.is_group_name(text) or plain(text) in self.index.estate_names
        if named and not _HAS_RESULT.search(text):
            self.group, self.in_list, self.sender = text, False, ""
            self._begin()
            self._add(at, row, Role.TITLE)
            return True
        if lines.MARKER.match(following) and not self._says_something(text):
            self._begin()
            self._title(at, row, text)
            return True
        if not self.block.entries or not self.in_list:
            opens = lines.looks_like_title(text) and self._entries_follow(at)
            leads = self.in_list and self.block.marked and not self.block.entries
            if lines.is_format(text) or opens or (leads and not self._says_something(text)):
                if not self.in_list:
                    self._begin()
                    self.in_list, self.sender = True, ""
                self._title(at, row, text)
                return True
            if self._goes_on_as_title(text):
                self._title(at, row, text)
                return True
        elif self.after_blank and lines.looks_like_title(text) and self._entries_follow(at):
            self._begin()
            self._title(at, row, text)
            return True
        fresh = not self.block.entries and not self.block.titles and not self.sender
        if (self.after_blank or fresh) and self._heads_rooms(at, text):
            self._begin()
            self.in_list, self.sender = True, ""
            self._title(at, row, text)
            return True
        if lines.is_format(text) and not self._says_something(text):
            self._add(at, row, Role.FORMAT)
            return True
        return False

    def _goes_on_as_title(self, text: str) -> bool:
        """Whether a line at once under an unmarked title, above the entries, belongs to it."""
        above = self.lines[-1] if self.lines else None
        under = above is not None and above.block is self.block and not self.after_blank
        if not under or not self.block.titles or self.block.entries or len(text) > 60:
            return False
        told = self._says_something(text) or self._names_door(text)
        told = told or bool(_HAS_RESULT.search(text) or lines.sender_of(text))
        return not told and not full_names(text, self.index)

    def _is_name_alone(self, at: int, text: str) -> bool:
        """A resident's name by itself above what they say, as a copied chat has it."""
        following = self.plain[at + 1] if at + 1 < len(self.plain) else ""
        alone = not self.in_list and text in self.index.by_name
        return alone and bool(following) and following not in self.index.by_name

    def _below(self, at: int, many: int) -> range:
        return range(at + 1, min(at + 1 + many, len(self.plain)))

    def _heads_rooms(self, at: int, text: str) -> bool:
        """Whether a line after a blank one is the title of unnumbered entries below it."""
        rows = [place for place in self._below(at, 5) if self.plain[place]][:3]
        below = [self.plain[place] for place in rows]
        if len(text) > 60 or self._says_something(text) or _HAS_RESULT.search(text):
            return False
        if any(self.numbers[place][0] == 1 for place in rows) and not lines.inline_sender(text)[0]:
            return True
        known = full_names(text, self.index) or lines.sender_of(text) is not None
        entries = sum(self._says_something(row) or self._names_door(row) for row in below)
        heads = bool(lines.purpose_of(text)) or lines.names_a_list(text)
        return not known and heads and entries >= 2

    def _names_door(self, text: str) -> bool:
        """Whether a line names a whole door of the roster."""
        return any(s.doors and not s.bare for s in spans_of(text, self.index))

    def _speaks(self, at: int, row: str, who: str) -> None:
        """A chat export's name line: what follows is said by them."""
        if self.in_list:
            self._begin()
        self.in_list = self.in_title = False
        self.sender = who
        self._add(at, row, Role.SENDER, sender=who)

    def _entries_follow(self, at: int) -> bool:
        rows = [place for place in self._below(at, 7) if self.plain[place]][:4]
        ahead = [self.plain[place] for place in rows]
        if any(lines.sender_of(row) is not None for row in ahead[:1]):
            return False
        return any(self.numbers[place][0] == 1 for place in rows) or any(
            map(lines.is_format, ahead[:1])
        )

    def _entry(self, at: int, row: str, text: str, number: int | None, start: int) -> None:
        self.in_title = False
        previous = self.lines[-1] if self.lines else None
        if number is not None:
            again = number == 1 and self.number > (2 if self.block.marked else 1)
            if not self.in_list or again:
                if self.sender or self.block.entries:
                    self._begin()
                self.in_list, self.sender = True, ""
            self.number = number
        elif self.in_list and text.strip(" .。,，、") == str(self.number + 1):
            self.number, start = self.number + 1, len(text)
        who, said = self.sender, start
        if number is None and start == 0:
            inline, begins = lines.inline_sender(text) if ":" in text else ("", 0)
            if inline:
                who = inline
                said = lines.stamp_of(text) if self._tells(inline) else begins
        if not text[said:].strip(" .。,，、"):
            self._add(at, row, Role.EMPTY, said)
            return
        if lines.is_format(text[said:]) and not self._says_something(text[said:]):
            self._add(at, row, Role.FORMAT)
            return
        role = Role.ENTRY if number is not None else Role.MESSAGE if self.sender else Role.PLAIN
        line = self._add(at, row, role, said, who)
        near = previous is not None and previous.block is self.block and not self.after_blank
        if role is not Role.ENTRY and near and not line.sender:
            line.follows = previous

    def _tells(self, sender: str) -> bool:
        """Whether a sender's name on the line is itself a door or somebody of the roster."""
        return bool(full_names(sender, self.index)) or bool(_HAS_DOOR.search(sender))
