"""Traditional characters, and the small words of Cantonese, Wu and other speech, as Mandarin. Pure.

What people say is listened for in one writing: 唔郁 and 勿动 are 不动. The words of the rules go
through the same door, so a fragment may be written either way.
"""

import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("traditional.txt")  # pairs: as written, as read
# Signs that stand for one of Mandarin wherever they stand.
_SIGNS = dict(
    zip(
        "冇嘅喺咗佢嚟睇啲哋嗰瞓畀俾攞嗌勿弗冧咁啱侬俺",
        "没的在了他来看些们那睡给给拿叫不不倒这刚你我",
        strict=True,
    )
)
_WORDS = (
    (r"唔该(?:晒)?", "谢谢"),
    ("唔", "不"),
    ("呒没?", "没有"),
    ("[而依]家(?!具|庭)|家下", "现在"),
    ("头先", "刚才"),
    ("听日", "明天"),
    ("[寻琴]日(?!子)", "昨天"),
    ("好似", "好像"),
    ("(?<=[不没])郁|(?<![抑忧沉阴浓馥])郁(?=不|没)", "动"),
    ("(?<=[不没])企|企(?=不|没|在)", "站"),
    ("(?<=[软冻红肿紫黑湿冷甩震乱痛白热晕麻碎食饮])晒(?!太|衣|被|台)", "了"),
    ("食(?=了|没|紧|完)", "吃"),
    ("伊(?!朗|利|拉克|斯|万|犁|莎|丽|面|始|甸|妹)", "他"),
    ("莫得|没得|冇得", "没有"),
    ("莫(?=来|去|急|要|怕|走|管|动)", "别"),
    ("甭", "别"),
    ("咋|啷个", "怎么"),
    ("啥子|啥", "什么"),
    ("恁(?=大|多|高|久|长)", "这么"),
    ("恁", "你"),
    ("嘞", "了"),
    ("中不中", "行不行"),
    ("今(?:朝|儿个?|个)(?!天)", "今天"),
    ("昨(?:儿个?|个|日)(?!天)", "昨天"),
    ("夜黑|黑个|黑里|夜里头", "夜里"),
    ("困觉", "睡觉"),
    ("夜饭", "晚饭"),
    ("面孔", "脸"),
    ("肚皮", "肚子"),
    ("头颈", "脖子"),
    ("适意", "舒服"),
    ("阿拉", "我们"),
    ("他拉", "他们"),
    ("辰光", "时候"),
    ("落雨", "下雨"),
    ("晓得", "知道"),
    ("孃孃", "阿姨"),
    ("晕低", "晕倒"),
    ("跌低", "跌倒"),
    ("嘥", "浪费"),
    ("乜嘢?|咩嘢?", "什么"),
    ("讲嘢", "讲话"),
)


@cache
def _table() -> dict[int, str]:
    pairs = FILE.read_text("utf-8").split()
    joined = "".join(pairs)
    traditional = dict(zip(joined[::2], joined[1::2], strict=True))
    return str.maketrans({**traditional, **_SIGNS})


_RULES = [(re.compile(pattern), word) for pattern, word in _WORDS]
_ANY = re.compile("|".join(pattern for pattern, _word in _WORDS))


def in_mandarin(text: str) -> str:
    """Return a text in simplified characters, with the small words of other speech replaced."""
    text = text.translate(_table())
    if not _ANY.search(text):
        return text
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    return text
