"""Forms: words with parts that may be left out. `阴性?(的|了)?` is six words."""


def expand(form: str) -> list[str]:
    """Every word that a form stands for, the empty one left out.

    `(a|b)` is one of several, `[ab]` one of these characters, `?` may be left out, a backslash
    takes the next character as it is. Raises ValueError where a bracket is not closed.
    """
    words, at = _sequence(form, 0)
    if at < len(form):
        raise ValueError(f"{form}: {form[at]} closes nothing")
    return [word for word in dict.fromkeys(words) if word]


def _sequence(form: str, at: int) -> tuple[list[str], int]:
    """The words from a place on, up to what ends them."""
    choices: list[str] = []
    words = [""]
    while at < len(form) and form[at] != ")":
        if form[at] == "|":
            choices += words
            words, at = [""], at + 1
            continue
        parts, at = _part(form, at)
        if at < len(form) and form[at] == "?":
            parts, at = [*parts, ""], at + 1
        words = [word + part for word in words for part in parts]
    return choices + words, at


def _part(form: str, at: int) -> tuple[list[str], int]:
    """One character, or what stands between brackets."""
    if form[at] == "\\":
        return [form[at + 1]], at + 2
    if form[at] == "[":
        end = form.find("]", at)
        if end < 0:
            raise ValueError(f"{form}: [ is not closed")
        return list(form[at + 1 : end]), end + 1
    if form[at] == "(":
        words, end = _sequence(form, at + 1)
        if end >= len(form):
            raise ValueError(f"{form}: ( is not closed")
        return words, end + 1
    return [form[at]], at + 1
