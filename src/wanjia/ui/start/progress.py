"""How far the setting up is: each step's state, what is left, which comes next."""

from collections.abc import Collection
from dataclasses import dataclass

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.core.setup_steps import SetupStep, StepState, setup_steps


@dataclass(frozen=True)
class ShownStep:
    """A step as the page shows it; `is_next` is the first that is neither done nor left."""

    step: SetupStep
    state: StepState
    aside: bool
    is_next: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor left for later."""
        return not (self.state.done or self.aside)


@dataclass(frozen=True)
class Progress:
    """All steps in their order."""

    steps: tuple[ShownStep, ...]

    @property
    def left(self) -> int:
        """How many steps wait to be done."""
        return sum(shown.is_open for shown in self.steps)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(shown.state.done for shown in self.steps)

    @property
    def next(self) -> ShownStep | None:
        """Return what comes next."""
        return next((shown for shown in self.steps if shown.is_open), None)


def progress_of(viewer: Viewer) -> Progress:
    """Return how far a community is."""
    aside = Community.objects.values_list("setup_aside", flat=True).get(id=viewer.community_id)
    return arrange([(step, step.state(viewer)) for step in setup_steps()], aside)


def arrange(states: list[tuple[SetupStep, StepState]], aside: Collection[str]) -> Progress:
    """Return the steps as they are shown; what is done is not left for later any more."""
    shown, found = [], False
    for step, state in states:
        is_aside = step.key in aside and not state.done
        is_next = not (found or state.done or is_aside)
        found = found or is_next
        shown.append(ShownStep(step, state, is_aside, is_next))
    return Progress(tuple(shown))
