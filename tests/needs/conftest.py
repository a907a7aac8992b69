"""The call that triage itself cannot judge, and the two questions that it asks of it."""

from wanjia.triage import triage

STORY = "老人一人在家，有困难，请你们快帮帮他"
ILL, DANGER = triage(STORY).ask
