"""One form for a name that is written in several: 陳國強 is 陈国强, SMITH John is John Smith."""

import re
from functools import lru_cache

from wanjia.places.addresses.characters import plain, visible


@lru_cache(32768)
def name_key(name: str) -> str:
    """A name without case, script, blanks and, for Latin letters, the order of its words."""
    text = plain(visible(name))
    if text.isascii():
        return " ".join(sorted(re.findall(r"[a-z']+", text)))
    return re.sub(r"[\s·•‧.．・]", "", text)
