"""How Chinese words sound: what a voice input writes with other characters sounds alike."""

from functools import lru_cache

_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("y", "i"))


@lru_cache(8192)
def syllables_of(word: str) -> tuple[str, ...]:
    """The pinyin of a word without tones, a syllable for each character."""
    from pypinyin import lazy_pinyin  # a large table: only names in letters and slips ask for it

    return tuple(one.lower() for one in lazy_pinyin(word))


@lru_cache(8192)
def sound_of(word: str) -> str:
    """The pinyin of a word with what is easily confused written alike."""
    said = "".join(syllables_of(word))
    for exact, blurred in _BLURRED:
        said = said.replace(exact, blurred)
    return said
