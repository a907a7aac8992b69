"""A refusal is a value with a name: one table per app gives each its sentence and its status."""

from typing import Any

from django.utils.translation import gettext_noop as _

from wanjia.core.localized import active_language, sentence
from wanjia.core.rules.text import Text

# The sentence (a Chinese msgid with {places}) and the HTTP status of each refusal.
_table: dict[str, tuple[str, int]] = {}


def declare_problems(table: dict[str, tuple[str, int]]) -> None:
    """Enter an app's table of refusals; a name can be entered once."""
    for code, declared in table.items():
        if _table.get(code, declared) != declared:
            raise ValueError(f"refusal {code} has two sentences")
        _table[code] = declared


class Problem(Exception):
    """A named refusal, e.g. `Problem("paste.door_unknown", door="23-999", line=5)`.

    A parameter that data says in both languages is given as a `Text`.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.heard: tuple[Any, ...] = ()  # danger that was heard in what is refused

    @property
    def status(self) -> int:
        """The HTTP status that this refusal is answered with."""
        return _table[self.code][1]

    def words(self, spoken: str | None = None) -> str:
        """Say it in the given language (`zh…` or `en…`), else in the active one."""
        spoken = spoken or active_language()
        params = {
            name: value.words(spoken) if isinstance(value, Text) else value
            for name, value in self.params.items()
        }
        return sentence(_table[self.code][0], spoken).format(**params)

    def __str__(self) -> str:
        return self.words() if self.code in _table else f"{self.code} {self.params}"


declare_problems(
    {
        "kernel.not_yours": (
            _("您没有权限看这一页。请用有权限的账号登录，或请居委会主任办理。"),
            403,
        ),
        "kernel.not_found": (_("没有找到。它可能已被撤销，请回上一页再试。"), 404),
        "kernel.form": (_("{words}"), 422),
        "kernel.sign_in": (_("请先登录。"), 401),
        "kernel.stale": (_("别人刚刚改过这里。请刷新后再试，您的内容没有丢。"), 409),
        "kernel.nothing_to_undo": (_("已超过一小时或已撤销，不能再撤销。"), 409),
        "kernel.csrf": (_("请求缺少防伪标记（X-CSRFToken）。程序请用密钥。"), 403),
        "kernel.unreadable": (_("读不懂发来的内容：要 UTF-8 的 JSON。"), 400),
        "kernel.invalid": (_("“{where}”填得不对，请对照接口说明改好再发。"), 422),
        "kernel.unseen": (_("内容里有不能用的字符，什么也没有存下。请重新输入。"), 400),
        "kernel.too_big": (_("内容太大（最多 {most} MB），请分几次发。"), 413),
        "kernel.too_often": (_("试错的次数太多。请过十分钟再试。"), 429),
        "kernel.key_unknown": (_("密钥不对，或已停用。请居委会主任另发一把。"), 401),
        "kernel.key_unnamed": (_("请写明这把密钥给哪个程序用。"), 422),
    }
)
