"""Labelled requests and what officers overruled, as lines of JSON. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from wanjia.triage.rules import CATEGORIES

WEIGHT = 6.0  # an officer's correction weighs as much as so many generated lines


def read_corrections(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Read labelled lines; raises ValueError naming the line that is wrong.

    A labelled request has `text`, `category`, `urgency`, and may have `person_risk`,
    `category_also`, `deadline_hours`. An overruled one has `text` (names, doors and numbers
    masked), `verdict` (what triage said, as `Verdict.to_dict` gives it) and `said` (what the
    officer said: `category`, `urgency`, `why`).
    """
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"第 {number} 行不是 JSON line {number} is not JSON: {error.msg}"
            ) from None
        rows.append(_labelled(row, number))
    return rows


def _labelled(row: Any, number: int) -> dict[str, Any]:
    said = row.get("said", row) if isinstance(row, dict) else None
    if (
        not isinstance(said, dict)
        or not isinstance(row.get("text"), str)
        or said.get("urgency") not in (1, 2, 3, 4)
        or said.get("category") not in CATEGORIES
    ):
        raise ValueError(
            f"第 {number} 行要有 text、urgency（1–4）、category "
            f"line {number} needs text, urgency (1–4) and category"
        )
    risks = [risk for risk in row.get("person_risk") or [] if risk != "none"]
    labels = {"urgency": said["urgency"], "category": said["category"], "person_risk": risks}
    return {**row, **labels, "weight": WEIGHT}
