"""Clauses of a text, and what a clause takes back: denial, and matters told to be over. Pure."""

import itertools
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from wanjia.triage.figures import in_digits
from wanjia.triage.mandarin import in_mandarin
from wanjia.triage.pinyin import in_characters

# A number before a new item of a list ends a sentence: 1.送菜17户 2.车棚冒烟.
_SENTENCE = re.compile(
    r"[。！!？?\n;；…]+|(?<=[a-z\d)])\.(?=\s|$)|"
    r"\s(?=\d{1,2}[.、)）]\s?(?:[^\d\s]|\d{1,3}(?:栋|号|幢|楼|单元|弄|组|室|-\d)))"
)
_CIRCLED = re.compile("[①-⑳]")
# What is spoken without a stop goes over to another matter at such words.
_RUN_ON = 40  # characters without a break from which on they are looked for
_TURNS = re.compile(
    r"哦?对了(?!的)|还有(?:就是|一?个?事|一?件事|一桩)|另外(?!一)|再一个|顺便|话说|(?:那个)?我(?:跟|和|同|给)你(?:们)?"
    r"(?:说|讲|讲讲|说说)(?!的|过|了)|(?:所以|就是)(?:想|要)?问|等(?:下|一下|会儿?)(?=我|你|他|她|还)|"
    r"\b(?:oh and|by the way|anyway|also)\b"
)
_CLAUSE = re.compile(
    r"[。！？!?；;，,、\n…~～]|(?<=[a-z\d)])\.(?=\s|$)|\s-\s|"
    r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])|但是?|不过|可是|只是|结果|然后|后来|"
    r"\bbut\b|\bhowever\b|\bthen\b"
)
_FILLER = (
    r"(?:有(?!时)|在|再|说|想(?!到)|要|是|会|什么|任何|发生?|出现|怎么|很|太|那么|这么|到|"
    r"过|啥|大|真的?|觉得|感到|感觉|突然|"
    r"any|a|an|in|been|trying|to|want(?:ing|ed|s)?|have|having|has|had|been|really|feel|"
    r"feeling|the|sign of|signs of|to|or|got|\s)*$"
)
# 有没有, 是不是, 会不会 ask; 没想到 and 不小心 tell; 不会是…吧 fears.
_DENIAL = re.compile(
    r"(?:(?<!是)(?:并|也|都|绝|肯定|真|又|倒)?不是|(?<!有)(?:并|也|都|从来|一点|完全|"
    r"又)?没有?(?!想到|来得及|多久|几天|人|法|办法|用)"
    r"|(?<![是会要能有想来好了])不(?![小停断得止住料但仅光只行])|無|(?<![全])无|"
    r"(?<!会)不会(?!是)|(?<!想)不想|(?<!要)不要|并不|没再|未(?!必)|勿是|弗是|呒没|冇|唔係|"
    r"排除了?|否认|勿|弗"
    r"|\bnot|\bno|n't|\bnever|\bwithout|\bnone of|\bdenies)" + _FILLER
)
_NOT_DENIED = re.compile(
    r"(?:没想到|不小心|不料|不得了|是不是|有没有|会不会|要不要|不会是|不止|不停|不断|不但|"
    r"不光|不仅|"
    r"受不了|忍不住|莫不是|该不会|说不定|can't stop|couldn't stop|not only|not just|"
    r"no longer able|not sure|don't know)[^。]{0,6}$"
)
_LIST_OF_DENIED = re.compile(
    r"(?:没有?|無|(?<!全)无|不是|\bno\b|\bnot\b|n't\b|"
    r"without)[^。！？!?,，；;]{0,14}?(?:、|和|或者?|及|以及|跟|\bor\b|\bnor\b|也没有?|"
    r",? or )[^。！？!?，,；;]{0,10}$"
)
# 胸痛、气喘都没有
_DENIED_AFTER = re.compile(
    r"^[^。！？!?；;,，\n]{0,12}?(?:都没有?(?:$|[，。,.!！过])|都不是|也没有(?:$|[，。,.])|"
    r"一概没有|统统没有)|"
    # 寻死我是不会的, 跳楼的念头没有
    r"^[^。！!？?；;\n]{0,5}?(?:(?:我|他|她|伊|人)?(?:是|倒|肯定|绝对|倒是)?(?:不会|勿会|弗会|不可能|不至于|没想过|没有过)"
    r"(?:的|去|做|干|想)?(?:$|[，。,.!！])|的?(?:念头|想法|心思|打算)(?:是|倒|也|都|倒是)?(?:没|冇|勿|不曾))"
)
# 胸口疼？不不不
_ASKED_AND_DENIED = re.compile(
    r"^[^。！!;；,，\n]{0,3}[?？]\s*(?:不(?![止知晓能会行动醒光但])|没有?(?:没|的事|$|[,，。!])|哪有|勿是|no\b|nope)"
)
_NO_APOSTROPHE = re.compile(r"\b(ca|wo|is|does|do|did|could|would|has|have|was|are|were)nt\b")
_CANNOT = re.compile(r"\bcan ?not\b")
# 没有不舒服: what itself begins with "not" is denied by 没 and 无 only.
_NONE_OF = re.compile(r"(?:(?<!有)没有?|无)(?:啥|什么|任何|觉得|感到|哪里|感觉)*$")
# 脸不肿: what was heard as one word holds its own denial.
_DENIED_INSIDE = re.compile(
    r"(?:不|没有?|勿|弗|无|冇|唔)(?:怎么|太|再|也|大)?(?:肿|烧|痛|疼|喘|吐|咳|麻|歪|红|晕|抽|闷|流血|出血|烫|"
    r"抖|黑|紫|乌|青|灰|白|绀|冷|凉|费力|费劲|吃力|含糊|急|痒|出汗|发烧|发热|头晕|头痛|心慌|难受|漏|冒烟|起火|打架)[的了]?$|"
    r"\b(?:not|isn't|aren't|no) (?:\w+ )?"
    r"(?:swollen|swelling|numb|blue|pale|bleeding|painful|hot|red)$"
)
_STARTS_DENIED = "不没无勿弗未冇呒唔"


@dataclass(frozen=True)
class Clause:
    """A piece of a text between two breaks, and the sentence that it stands in."""

    start: int
    end: int
    sentence: int


def _find_turns(text: str, breaks: list[int]) -> list[int]:
    """Return where a long stretch without any break turns to another matter."""
    return [
        match.start()
        for start, end in itertools.pairwise(breaks)
        if end - start > _RUN_ON
        for match in _TURNS.finditer(text, start + 1, end)
    ]


def normalize(text: str) -> str:
    """Return the text as it is read: one width, lower case, in Mandarin signs, with digits."""
    listed = _CIRCLED.sub(r" \g<0>、", text)  # else ②5栋 would be read as 25栋
    plain = unicodedata.normalize("NFKC", listed).lower().replace("’", "'").replace("‘", "'")
    plain = "".join(char for char in plain if char == "\n" or unicodedata.category(char) != "Cf")
    plain = _CANNOT.sub("can't", _NO_APOSTROPHE.sub(r"\1n't", plain))
    return in_digits(in_mandarin(in_characters(plain.strip())))


class Clauses:
    """The clauses of a normalized text."""

    def __init__(self, text: str) -> None:
        self.text = text
        stops = {match.end() for match in _SENTENCE.finditer(text)}
        places = {0, len(text), *(match.end() for match in _CLAUSE.finditer(text)), *stops}
        turns = _find_turns(text, sorted(places))
        ends, breaks = sorted({*stops, *turns}), sorted({*places, *turns})
        self.starts = breaks[:-1] or [0]
        self.all = [
            Clause(start, end, bisect_right(ends, start))
            for start, end in itertools.pairwise(breaks)
        ] or [Clause(0, len(text), 0)]

    def number(self, place: int) -> int:
        """Return which clause a place stands in."""
        return max(0, bisect_right(self.starts, place) - 1)

    def at(self, place: int) -> Clause:
        """Return the clause that a place stands in."""
        return self.all[self.number(place)]

    def sentence(self, place: int) -> tuple[int, int]:
        """Return where the sentence of a place starts and ends."""
        number = self.at(place).sentence
        own = [clause for clause in self.all if clause.sentence == number]
        return own[0].start, own[-1].end

    def is_denied(self, start: int, end: int) -> bool:
        """Tell whether what stands here is denied: 不是胸口疼, 没有发烧、头痛, 胸痛气喘都没有."""
        text = self.text
        begin = self.at(start).start
        if _NONE_OF.search(text[max(begin, start - 6) : start]):
            return True
        if _DENIED_INSIDE.search(text[start + 1 : end]):
            return True
        if text[start] not in _STARTS_DENIED:
            before = text[max(begin, start - 14) : start]
            if _DENIAL.search(before) and not _NOT_DENIED.search(before):
                return True
            sentence = self.sentence(start)[0]
            if _LIST_OF_DENIED.search(text[max(sentence, start - 26) : start]):
                return not _NOT_DENIED.search(text[max(sentence, start - 26) : start])
        after = text[end : end + 18]
        return bool(_DENIED_AFTER.search(after) or _ASKED_AND_DENIED.search(after))
