"""Labelled requests, and what officers overruled, as lines of JSON. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from wanjia.triage.rules import CATEGORIES

WEIGHT = 6.0  # an officer's correction weighs as much as so many generated lines


def read_corrections(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Read labelled lines; raises ValueError naming the line that is wrong.

    A line has `text`, `category`, `urgency` (1 to 4), and may have `person_risk`, `category_also`,
    `deadline_hours`. A line of `wanjia triage --overruled` has the officer's `category`, `urgency`
    and `why`, and in `said` what the program had said; names in it are masked, digits are `#`.
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
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("text"), str)
        or row.get("urgency") not in (1, 2, 3, 4)
        or row.get("category") not in CATEGORIES
    ):
        raise ValueError(
            f"第 {number} 行要有 text、urgency（1–4）、category "
            f"line {number} needs text, urgency (1–4) and category"
        )
    risks = [risk for risk in row.get("person_risk") or [] if risk != "none"]
    return {**row, "person_risk": risks, "weight": WEIGHT}
