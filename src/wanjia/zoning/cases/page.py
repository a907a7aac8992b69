"""All that follows from a case, on one page: whoever makes something follow registers its step.

A feature's `case_page.py` says what followed (`case_steps`), and how it is undone; the page knows
no feature.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from wanjia.core.access.viewer import Viewer
from wanjia.zoning.models import Case


@dataclass(frozen=True)
class Undo:
    """How a step is undone: the button, the name of the URL with its ids, what is sent along.

    `reason` names the field in which one writes why; empty where none is asked.
    """

    label: str
    url: str
    args: Sequence[Any] = ()
    hidden: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def address(self) -> str:
        """Where the form is sent."""
        return reverse(self.url, args=self.args)


@dataclass(frozen=True)
class CaseStep:
    """One thing that followed: what, what there is to say of it, where it stands, how to undo it.

    `state` is done, now (it waits for somebody) or off (undone). `template` with `context` draws
    what a line cannot.
    """

    title: str
    text: str = ""
    at: datetime | None = None
    url: str = ""
    state: str = "done"
    lines: Sequence[tuple[str, str]] = ()
    undo: Undo | None = None
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


Steps = Callable[[Viewer, Case], Iterable[CaseStep]]
_steps: list[tuple[int, Steps]] = []


def case_steps(order: int) -> Callable[[Steps], Steps]:
    """Register what tells of the steps that follow from a case; `order` is their place."""

    def register(steps: Steps) -> Steps:
        if steps not in [known for _order, known in _steps]:
            _steps.append((order, steps))
        return steps

    return register


def steps_of(viewer: Viewer, case: Case) -> list[CaseStep]:
    """Return all that followed from a case, in order."""
    return [
        step
        for _order, tell in sorted(_steps, key=lambda row: row[0])
        for step in tell(viewer, case)
    ]
