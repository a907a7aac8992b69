"""What is kept of a text longer than a need holds: its beginning, and where danger is. Pure."""

from wanjia.triage.assess import triage

PIECE, OVERLAP = 1200, 200
GAP = "\n…\n"


def shorten(text: str, most: int) -> str:
    """Return a text of `most` signs at most, with the passage that is gravest by itself in it."""
    if len(text) <= most:
        return text
    size = min(PIECE, most // 2)
    overlap = min(OVERLAP, size // 4)
    begins = range(0, len(text) - overlap, size - overlap)
    gravest = min(begins, key=lambda at: _calm(text[at : at + size]))
    if gravest + size <= most:
        return text[:most]
    piece = text[gravest : gravest + size]
    return f"{text[: most - len(GAP) - len(piece)]}{GAP}{piece}"


def _calm(piece: str) -> float:
    verdict = triage(piece)
    return verdict.urgency + (0.5 if verdict.unsure else 0.0)
