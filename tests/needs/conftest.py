"""An engine that can doubt, where triage of today cannot yet: its verdicts are made by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from wanjia.triage import Question, Sign, Verdict
from wanjia.triage.verdict import Otherwise

STORY = "老人一人在家，有困难，请你们快帮帮他"
WAKES = Question("wakes", "叫他，他答应吗？是不是叫不醒？", "Can he not be woken?")
BREATH = Question("breath", "喘不上气，或胸口痛吗？", "Is he short of breath?")
DOUBT = Verdict(
    "medical_emergency",
    2,
    "说不清，不能排除危险",
    "unclear: danger cannot be ruled out",
    1,
    unsure=True,
    ask=(WAKES, BREATH),
    signs=(Sign("alone", "other", 3, "老人一人在家，要人帮", "an old person alone asks for help"),),
    otherwise=Otherwise("other", 3, "要人帮", "asks for help", 72),
)


@pytest.fixture
def doubting(monkeypatch) -> Callable[[Verdict], None]:
    """Replace triage in needs: the story's words are doubted, until the engine itself does so.

    Called with another verdict it gives that one from then on.
    """
    from wanjia.channels.incoming import understanding
    from wanjia.needs import attaching, intake, recording
    from wanjia.triage import triage as real

    said = {"verdict": DOUBT}

    def triage(text, risks=(), rules=None):
        verdict = said["verdict"]
        if "有困难" not in text:
            return real(text, risks)
        if verdict.unsure and "alone_elder" in risks:
            return replace(verdict, why=f"{verdict.why}，独居")
        return verdict

    for module in (recording, attaching, intake, understanding):
        monkeypatch.setattr(module, "triage", triage)
    return lambda verdict: said.update(verdict=verdict)
