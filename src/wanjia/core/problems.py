"""A refusal is a value with a name: one table per app gives each its sentence and its status."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language


@dataclass(frozen=True)
class Sentence:
    """What a refusal says, in Chinese and in English, and its HTTP status."""

    zh: str
    en: str
    status: int = 400


_table: dict[str, Sentence] = {}


def sentences(table: dict[str, Sentence]) -> None:
    """Enter an app's table of refusals; a name can be entered once."""
    for code, sentence in table.items():
        if _table.get(code, sentence) != sentence:
            raise ValueError(f"refusal {code} has two sentences")
        _table[code] = sentence


class Problem(Exception):
    """A named refusal, e.g. `Problem("paste.door_unknown", door="23-999", line=5)`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.heard: tuple[Any, ...] = ()  # danger that was heard in what is refused

    @property
    def status(self) -> int:
        """The HTTP status that this refusal is answered with."""
        return _table[self.code].status

    def words(self, language: str | None = None) -> str:
        """The sentence in the given language (`zh…` or `en`), else in the active one."""
        sentence = _table[self.code]
        english = (language or get_language() or "zh").startswith("en")
        return (sentence.en if english else sentence.zh).format(**self.params)

    def __str__(self) -> str:
        return self.words() if self.code in _table else f"{self.code} {self.params}"


sentences(
    {
        "kernel.not_yours": Sentence(
            "您没有权限看这一页。请用有权限的账号登录，或请居委会主任办理。",
            "You may not see this page. Sign in with another account or ask the head.",
            403,
        ),
        "kernel.not_found": Sentence(
            "没有找到。它可能已被撤销，请回上一页再试。",
            "Not found. It may have been withdrawn; go back and try again.",
            404,
        ),
        "kernel.sign_in": Sentence("请先登录。", "Please sign in first.", 401),
        "kernel.stale": Sentence(
            "别人刚刚改过这里。请刷新后再试，您的内容没有丢。",
            "Someone changed this just now. Reload and try again.",
            409,
        ),
        "kernel.nothing_to_undo": Sentence(
            "已超过一小时或已撤销，不能再撤销。",
            "It can no longer be undone: over an hour old, or undone already.",
            409,
        ),
        "kernel.csrf": Sentence(
            "请求缺少防伪标记（X-CSRFToken）。程序请用密钥。",
            "The request lacks its CSRF token (X-CSRFToken); programs use a key.",
            403,
        ),
        "kernel.unreadable": Sentence(
            "读不懂发来的内容：要 UTF-8 的 JSON。", "The body cannot be read: send UTF-8 JSON.", 400
        ),
        "kernel.invalid": Sentence(
            "“{where}”填得不对，请对照接口说明改好再发。", "“{where}” is not right: {why}.", 422
        ),
        "kernel.unseen": Sentence(
            "内容里有不能用的字符，什么也没有存下。请重新输入。",
            "There are characters in it that cannot be kept; nothing was stored. Type it anew.",
            400,
        ),
        "kernel.too_big": Sentence(
            "内容太大（最多 {most} MB），请分几次发。",
            "That is too big (at most {most} MB); send it in parts.",
            413,
        ),
        "kernel.too_often": Sentence(
            "试错的次数太多。请过十分钟再试。", "Wrong too often. Try again in ten minutes.", 429
        ),
        "kernel.key_unknown": Sentence(
            "密钥不对，或已停用。请居委会主任另发一把。",
            "The key is wrong or was revoked. Ask the head for another.",
            401,
        ),
        "kernel.key_unnamed": Sentence(
            "请写明这把密钥给哪个程序用。", "Write which program the key is for.", 422
        ),
    }
)
