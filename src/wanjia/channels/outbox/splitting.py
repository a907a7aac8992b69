"""A text cut into parts that a channel takes: at line ends where it can. Pure."""


def cut(text: str, most: int) -> list[str]:
    """Return the parts of a text, none above `most` bytes of UTF-8; several are numbered (1/3).

    Nothing is lost: but for the numbers and the white space at the cuts, the parts are the text.
    """
    if len(text.encode()) <= most:
        return [text]
    room = most - len("(99/99)\n")
    parts: list[str] = []
    left = text
    while left:
        piece = _longest_head(left, room)
        parts.append(piece.rstrip())
        left = left[len(piece) :].lstrip("\n")
    kept = [part for part in parts if part]
    return [f"({place}/{len(kept)})\n{part}" for place, part in enumerate(kept, 1)]


def _longest_head(text: str, room: int) -> str:
    """As much of the beginning as there is room for, up to the last line end in its second half."""
    head = text.encode()[:room].decode(errors="ignore")
    if len(head) == len(text):
        return head
    line = head.rfind("\n") + 1
    return head[:line] if line > len(head) // 2 else head
