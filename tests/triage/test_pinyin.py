"""Pinyin is judged like the Chinese that it stands for; English is left as it is."""

import pytest

from wanjia.triage import triage
from wanjia.triage.clauses import normalize
from wanjia.triage.pinyin import syllables_of


@pytest.mark.parametrize(
    "text",
    [
        "wo ba tu ran shuo hua bu qing chu le, you bian shou jiao mei li qi",
        "jiuming! wo mama turan jiao bu xing",
        "jiu4 ming4, wo3 ma1 yun1 dao3 le",
        "wǒ nǎinai xiōngkǒu téng, mào lěng hàn",
        "lao gong da wo, wo duo zai ce suo",
        "you ren zai tian tai yao tiao lou",
        "wo lao po yang shui po le",
        "lao ren shuai dao le qi bu lai, zai wei sheng jian di shang",
    ],
)
def test_danger_in_pinyin_is_danger(text):
    assert triage(text).urgency == 1


@pytest.mark.parametrize(
    "text",
    [
        "qing wen cai shi chang ji dian kai men, zhou liu kai ma",
        "Ming tian ji dian zuo he suan",
        "xie xie nin men xin ku le",
        "zuotian mai de cai shou dao le, xiexie",
    ],
)
def test_calm_in_pinyin_is_not_asked_about(text):
    verdict = triage(text)
    assert verdict.urgency == 4
    assert not verdict.unsure


@pytest.mark.parametrize(
    "text",
    [
        "can you hang on a sec, we men can ban song",
        "he ran to the bin and then hit the pan",
        "i fell off the stairs in shanghai pudong, my notice came on tuesday",
        "hi wang fang",
    ],
)
def test_english_is_left_as_it_is(text):
    assert normalize(text) == text


def test_a_word_is_cut_into_the_fewest_syllables():
    assert syllables_of("jiuming") == ("jiu", "ming")
    assert syllables_of("xiongkou") == ("xiong", "kou")
    assert syllables_of("notice") is None


def test_a_latin_word_is_heard_from_its_beginning_only():
    assert triage("I am still skilled and chilled, thank you all").urgency == 4
    assert normalize("kill") == "kill"
