"""How urgent a text is and what it asks for. Pure, and below every other floor: all may ask it."""

from wanjia.triage.assess import triage
from wanjia.triage.excerpts import shorten
from wanjia.triage.settling import settle
from wanjia.triage.verdict import Otherwise, Question, Sign, Verdict

__all__ = ["Otherwise", "Question", "Sign", "Verdict", "settle", "shorten", "triage"]
