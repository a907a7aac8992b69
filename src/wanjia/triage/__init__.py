"""How urgent a text is and what it asks for. Pure, and below every other floor: all may ask it."""

from wanjia.triage.assess import triage
from wanjia.triage.settle import settle
from wanjia.triage.verdict import Question, Sign, Verdict

__all__ = ["Question", "Sign", "Verdict", "settle", "triage"]
