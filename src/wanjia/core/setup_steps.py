"""The steps by which an empty installation becomes a committee's: each feature registers its own.

A feature's `setup.py` says what it asks for, why, where that is done, and whether it is done. The
page `/start/` and Today show what is left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wanjia.core.access.viewer import Viewer


@dataclass(frozen=True)
class StepState:
    """Whether a step is done, and what there is of it so far, in words."""

    done: bool
    so_far: str = ""


@dataclass(frozen=True)
class SetupStep:
    """One step: its words are lazy sentences; `label` is on the button that leads to `url`."""

    key: str
    order: int
    title: Any
    why: Any
    url: str
    label: Any
    state: Callable[[Viewer], StepState]


_steps: dict[str, SetupStep] = {}


def setup_step(
    key: str, order: int, *, title: Any, why: Any, url: str, label: Any
) -> Callable[[Callable[[Viewer], StepState]], Callable[[Viewer], StepState]]:
    """Register a step with the function that tells how far it is; a smaller `order` comes first."""

    def register(state: Callable[[Viewer], StepState]) -> Callable[[Viewer], StepState]:
        _steps[key] = SetupStep(key, order, title, why, url, label, state)
        return state

    return register


def setup_steps() -> list[SetupStep]:
    """Return every step, in its order."""
    return sorted(_steps.values(), key=lambda step: step.order)
