"""Words of danger among what a refused form held."""

from wanjia.core.ids import new_id
from wanjia.ui.refused import MOST, grave_words

FALL = "奶奶摔倒了，叫不应"


def test_ids_of_a_form_are_no_words_and_hide_none():
    ids = {f"tick-{number}": str(new_id()) for number in range(2 * MOST)}
    assert grave_words({**ids, "text": FALL}) == FALL
    assert grave_words(ids) == ""
