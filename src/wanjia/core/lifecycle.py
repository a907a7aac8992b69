"""What steps a thing goes through. Pure: it reads the moments that the steps have stamped.

No state is stored, so none can disagree with its moments. One declaration gives the words of the
badge, the bar of steps, the guard of each act, and the names that the API knows.

    SUPPLY = Lifecycle(
        steps=(
            Step("arrive", _("到货清点"), _("等到货"), stamps="arrived_at", roles=STAFF),
            Step("split", _("分到楼道"), _("已清点，待分"), stamps="split_at", roles=STAFF),
        ),
        asides=(Aside("cancelled", _("已取消"), lambda supply: supply.cancelled_at is not None),),
        done=State("done", _("已发完")),
        refusal=lambda step: Problem("supply.not_yet", step=step.label),
    )
    SUPPLY.state_of(supply).label           # 等到货
    SUPPLY.bar(supply)                      # for {% steps %}
    SUPPLY.check(viewer, "split", supply)   # raises before its time, or for another role
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Actor(Protocol):
    """Whoever takes a step: a viewer."""

    def need(self, *roles: str) -> None:
        """Refuse unless the viewer has one of the roles."""


@dataclass(frozen=True)
class State:
    """Where a thing stands: the name that the API knows, and the words of the badge."""

    name: str
    label: Any
    at: str = ""  # the step that the bar shows as the present one
    tone: str = ""


@dataclass(frozen=True)
class Step:
    """A step: its name, its word in the bar, and the words while it is what comes next."""

    name: str
    label: Any
    waiting: Any
    stamps: str = ""  # the field that is set once it is taken; the last step may have none
    roles: Iterable[str] = ()
    tone: str = ""

    def is_taken(self, thing: Any) -> bool:
        """Return whether the step has been taken."""
        return bool(self.stamps and getattr(thing, self.stamps))


@dataclass(frozen=True)
class Aside:
    """A state beside the way, such as called off; `at` is the step that the bar stays at."""

    name: str
    label: Any
    holds: Callable[[Any], bool]
    at: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The way of a kind of thing; the first of `asides` that holds goes before the steps."""

    steps: Sequence[Step]
    asides: Sequence[Aside] = ()
    done: State = State("done", "")
    refusal: Callable[[Step], Exception] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all states, as the API knows them."""
        last = () if self.steps[-1].stamps == "" else (self.done.name,)
        return (*(step.name for step in self.steps), *(aside.name for aside in self.asides), *last)

    def step(self, name: str) -> Step:
        """Return the step of a name."""
        return next(step for step in self.steps if step.name == name)

    def next_step(self, thing: Any) -> Step | None:
        """Return what comes after the last step that was taken; None after all of them."""
        taken = [place for place, step in enumerate(self.steps) if step.is_taken(thing)]
        place = taken[-1] + 1 if taken else 0
        return self.steps[place] if place < len(self.steps) else None

    def state_of(self, thing: Any) -> State:
        """Return where a thing stands."""
        for aside in self.asides:
            if aside.holds(thing):
                return State(aside.name, aside.label, aside.at, aside.tone)
        step = self.next_step(thing)
        return State(step.name, step.waiting, step.name, step.tone) if step else self.done

    def bar(self, thing: Any) -> list[dict[str, Any]]:
        """Return the steps as the bar shows them: done, now, or to come."""
        at = self.state_of(thing).at
        names = [step.name for step in self.steps]
        now = names.index(at) if at in names else len(names)
        return [
            {"label": step.label, "state": "done" if place < now else "now" if place == now else ""}
            for place, step in enumerate(self.steps)
        ]

    def check(self, viewer: Actor, name: str, thing: Any) -> None:
        """Refuse a step to who may not take it, and before the one that comes before it."""
        step = self.step(name)
        if step.roles:
            viewer.need(*step.roles)
        place = self.steps.index(step)
        before = self.steps[place - 1] if place else None
        if before and self.refusal and not before.is_taken(thing):
            raise self.refusal(before)
