"""Other writings of Chinese are read as Mandarin, and its own words are left as they are."""

import pytest

from wanjia.triage import triage
from wanjia.triage.clauses import normalize


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("阿嬤摔倒喺廁所，叫佢唔應", "阿嬷摔倒在厕所,叫他不应"),
        ("伊勿动了", "他不动了"),
        ("細路食咗電池", "细路吃了电池"),
        ("唔該晒", "谢谢"),
        ("发燒，著急", "发烧,着急"),
        ("抑郁不想说话", "抑郁不想说话"),
        ("伊利牛奶，晒太阳", "伊利牛奶,晒太阳"),
    ],
)
def test_small_words_of_other_speech_are_read_as_mandarin(said, read):
    assert normalize(said) == read


@pytest.mark.parametrize(
    "text",
    [
        "阿公冇氣！",
        "老竇成身軟晒，嘴唇發紫，拍佢唔識郁",
        "厨房着咗火，啲烟好大，阿婆困喺入面",
        "俺爹咋喊都不醒，嘴歪到一边了",
        "姆妈胸口痛得来，一身冷汗，闲话讲勿动",
    ],
)
def test_danger_in_other_speech_is_danger(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text", ["唔該晒，啲菜收到喇", "阿婆冇事，瞓着咗，唔使嚟", "谢谢侬，勿要紧"]
)
def test_calm_in_other_speech_is_no_danger(text):
    assert triage(text).urgency > 1
