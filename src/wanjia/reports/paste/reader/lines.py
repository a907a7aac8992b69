"""The shape of a paste: numbering, list titles, the name lines of chat exports."""

import re

from wanjia.reports.paste.reader.lexicon import load_lexicon

MARKER = re.compile(
    r"\s*[#＃]\s*(?:接龙|接龍|group note|群接龙|jielong)|\s*(?:群?接龙|接龍)\s*[:!。]?\s*$"
)
NUMBER = re.compile(
    r"\s*(?:[(\[]\s*(\d{1,3})\s*[)\]]\s*[.、]?|(\d{1,3})\s*(?:[、)]|:(?!\d\d(?![\d-])))|(\d{1,3})\s*[.。](?!\d\s*(?:$|[\s,度℃]))"
    r"|(\d{1,3})\s*,(?=\s*\d+\s*[-号#幢栋])|第(\d{1,3})[.、:位个]"
    r"|([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[.、]?|(\d{1,3})(?=[ \t]+\d{1,3}\s?[-号#幢栋]\s?\d))\s*"
)
NEXT_ENTRY = re.compile(r"[\s;；,，。](\d{1,3})\s*[.、](?!\d\s*(?:$|[\s,度℃]))\s*")
_CIRCLED = {c: i + 1 for i, c in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")}
_DATE = (
    r"(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|前天|今天|yesterday|today"
    r"|(?:星期|周)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_CLOCK = r"(?:凌晨|早上|上午|中午|下午|晚上|am|pm)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:am|pm)?"
_TIME = rf"(?:{_DATE}[,\s]*{_CLOCK}|{_CLOCK})"
_SENDERS = (
    re.compile(rf"(?P<who>.{{1,40}}?)\s+{_DATE}[,\s]*{_CLOCK}\s*$"),
    re.compile(rf"\[?{_DATE}?[,\s]*{_CLOCK}\]?\s*(?P<who>[^:]{{0,40}}?)\s*:?\s*$"),
    re.compile(rf"(?P<who>.{{1,30}}?)\s*[(\[]\s*{_TIME}\s*[)\]]\s*:?\s*$"),
    re.compile(rf"(?P<who>.{{1,20}}?)\s+{_CLOCK}\s*$"),
    re.compile(rf"(?P<who>.{{1,30}}?)\s*\(\d{{5,12}}\)\s*{_TIME}?\s*$"),
    re.compile(r"(?P<who>[^:]{1,24}):\s*$"),
)
_DIVIDER = re.compile(
    rf"[-=*\s]*{_DATE}(?:\s*{_CLOCK})?[-=*\s]*$|(?:[-=_*~]\s?){{3,}}\s*$|\s*以下为新消息\s*$"
)
_INLINE = re.compile(
    rf"(?:\[?(?:{_DATE}[,\s]*)?{_CLOCK}\]?\s*)?(?P<who>[^:\d]{{1,12}}|[^:]{{0,12}}?[^:\d]{{1,8}}):\s*(?=\S)"
)
_STAMP = re.compile(rf"\[?(?:{_DATE}[,\s]*)?{_CLOCK}\]?\s*")
_STAMPED = re.compile(rf"\[?(?:{_DATE}[,\s]*)?{_CLOCK}\]?\s*(?P<who>[^:]{{1,20}}):\s*(?=\S)")
_TIMED = re.compile(
    r"(?P<who>\S{1,14}|\d{1,2}-\d{3,4} \S{1,8})\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?=\S)"
)
_PRICE = re.compile(
    r"\d\s*元|元\s*[/一每]|\d(?:斤|盒|袋|枚|瓶|份|板|ml|g)\d{1,3}(?!\d)"
)  # money, and not the 元 of 单元
_NO_SENDER = ("体温", "抗原", "结果", "姓名", "格式", "例", "更正", "温度", "人数", "核酸", "注")
_GROUP = re.compile(
    r"聊天记录|(?:业主|邻居|居民|楼道|楼栋|通知|互助|团购|大|小)群\s*(?:\(\d+\))?\s*$|以下为新消息"
)
_VALUES = re.compile(
    r"[阴阳杠]|neg|pos|\b3[5-9]\.\d|无效|核酸|明天|通知|发菜|领取|截止|开始|今天|接龙"
)
_STAIRWELL_FIRST = re.compile(
    r"\D{0,8}(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-z])(?:号楼|号门|楼道|幢|栋|座|单元|楼(?!上|下))"
)
_SHORT_TITLE = 12
_STAIRWELL_ALONE = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-z])(?:号楼|幢|栋|座|单元|楼|-\d{1,2}(?!\d))"
    r"(?:(?:\d{1,2}|[一二三四五六七八九])单元)?(?:报告?|统计|汇总|情况|今天|今早|今晚|上报|的|是)*"
)
_SPLIT_FIELDS = re.compile(r"[\s,、;:()\-—/~+|.。]+")


_MENDED = (
    # what voice input and thumbs make of the words of doors and results
    (
        re.compile(
            "(?<=[幺一二三四五六七八九])[洞动](?=[幺一二三四五六七八九](?![单号幢栋零幺一-九]))"
        ),
        "零",
    ),
    (re.compile(r"(?<=[\d零一二三四五六七八九十])[洞动冻懂](?=[\d零一二三四五六七八九十])"), "栋"),
    (re.compile(r"(?<=[\d零一二三四五六七八九十])[撞状壮](?=[\d零一二三四五六七八九十])"), "幢"),
    (re.compile(r"(?<=[\d零一二三四五六七八九十])(?:单原|单园|丹元|担元|但元)"), "单元"),
    (re.compile(r"(?<=[十二三四五六七八九])[好浩](?=[零一二三四五六七八九])"), "号"),
    (re.compile(r"(?<![\d\u3400-\u9fff-])-(?=[条道根]红?[杠线])"), "一"),
    (re.compile("幺(?![儿妹爸娘])"), "一"),
    # words of other parts of the country, as long as those that they are read as
    (re.compile("没得(?!到)|冇得"), "没有"),
    (re.compile("等哈|等哈子"), "等下"),
    (re.compile("娃儿|细伢|伢儿|伢子|小囝"), "孩子"),
    (re.compile("屋头|屋里(?!厢)"), "家里"),
    (re.compile("妹崽|妹儿|妹仔"), "女儿"),
    (re.compile("婆娘|堂客|屋企人(?=[阴阳])"), "老婆"),
    (re.compile("家公(?!司)"), "公公"),
    (re.compile("家婆"), "婆婆"),
    (re.compile("啷个|咋个"), "怎么"),
    (re.compile("哪个(?=管|来|有|还|能)"), "谁来"),
    (re.compile("搞了(?=$|[\\s,，。])"), "做了"),
    (re.compile("一屋人"), "一家人"),
)


def as_meant(text: str) -> str:
    """A plain text with slips of the voice or the thumb mended, as long as it was."""
    for slip, meant in _MENDED:
        text = slip.sub(meant, text)
    return text


def is_group_name(text: str) -> bool:
    """Whether a plain line is the name of a chat group, as an export begins with."""
    return len(text) < 40 and _GROUP.search(text) is not None


def number_of(text: str) -> tuple[int | None, int]:
    """The entry number a plain line begins with, and where its text begins."""
    match = NUMBER.match(text)
    if match is None:
        return None, 0
    digits = next(g for g in match.groups() if g)
    return (_CIRCLED.get(digits) or int(digits)), match.end()


def sender_of(text: str) -> str | None:
    """Who a chat export's name line names; None if the plain line is no name line."""
    if ":" not in text and not re.search(r"\(\d{5,12}\)\s*$", text):
        return "" if _DIVIDER.match(text) else None
    if len(text) > 80:
        return None
    if _DIVIDER.match(text):
        return ""
    for place, pattern in enumerate(_SENDERS):
        match = pattern.fullmatch(text.strip())
        if match is None:
            continue
        who = match["who"].strip()
        if _STAIRWELL_ALONE.fullmatch(who):
            return None  # 7栋1单元: the title of what follows
        named = (
            place == 3
            and re.fullmatch(r"[\u3400-\u9fff]{2,3}", who)
            and who[0] in load_lexicon().surnames
        )
        if named:
            return who  # 高阳 08:21
        if place in (3, 5) and (_VALUES.search(who) or re.search(r"[,。;!?]", who)):
            continue
        if place in (0, 2) and len(_VALUES.findall(who)) > 1:
            continue
        return who
    return None


def inline_sender(text: str) -> tuple[str, int]:
    """Who speaks in `[time] 昵称: text` on one plain line, and where the text begins."""
    match = _STAMPED.match(text) or _TIMED.match(text) or _INLINE.match(text)
    if match is None or _VALUES.search(match["who"]):
        return "", 0
    who = match["who"].strip()
    if _STAIRWELL_ALONE.fullmatch(who):
        return "", 0  # 2幢2单元报:101阴
    return ("", 0) if any(word in who for word in _NO_SENDER) else (who, match.end())


def stamp_of(text: str) -> int:
    """Where a plain line goes on after the date and time it begins with."""
    match = _STAMP.match(text)
    return match.end() if match is not None else 0


def names_a_list(text: str) -> bool:
    """`15栋 语音接龙`, `二单元今天的`: whether a plain line could head a list of a stairwell."""
    words = load_lexicon().title_words["instruct"]
    return _STAIRWELL_FIRST.match(text) is not None and (
        any(word in text for word in words) or len(text) < _SHORT_TITLE
    )


def is_format(text: str) -> bool:
    """`室号-人数`, `例 1-101 某某 阴性`: the list's format or example (plain text)."""
    body = text.strip(" (,:、。")
    if body.startswith(load_lexicon().title_words["format"]) and not body.startswith("例假"):
        return True
    if "格式" in body or "某某" in body or "xxx" in body or "张三丰" in body:
        return True
    parts = [p for p in _SPLIT_FIELDS.split(body) if p]
    fields = load_lexicon().title_words["fields"]
    return len(parts) > 1 and all(p in fields for p in parts)


def looks_like_title(text: str) -> bool:
    """Whether a plain line outside a marked list reads like the title of one."""
    words = load_lexicon().title_words
    about = any(w in text for w in (*words["answer"], *words["headcount"], *words["order"]))
    return is_format(text) or (about and any(w in text for w in words["instruct"]))


def purpose_of(title: str) -> str:
    """What a list with this plain title is about: answer, headcount, order or nothing known."""
    words = load_lexicon().title_words
    answer = any(w in title for w in words["answer"])
    priced = _PRICE.search(title) or any(w in title for w in words["order"])
    if priced and not answer and "核酸" not in title:
        return "order"
    if "人数" in title and not any(w in title for w in ("结果", "姓名", "体温")):
        return "headcount"
    if answer:
        return "answer"
    return "headcount" if any(w in title for w in words["headcount"]) else ""
