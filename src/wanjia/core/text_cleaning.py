"""Characters that nobody types: controls, and marks that turn the direction of writing. Pure.

Phones put the latter around a number that is copied, so they are dropped in silence; a NUL is no
slip of a phone, and no database keeps one.
"""

import re

NUL = "\x00"
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """Return the text without what is unseen; line ends and tabs stay."""
    return UNSEEN.sub("", text)


def is_clean_text(text: str) -> bool:
    """Return whether there is nothing unseen in it, nor a NUL."""
    return NUL not in text and UNSEEN.search(text) is None
