"""What happens in a rehearsed fortnight, on which day and at what hour: from a seed. Pure."""

from dataclasses import dataclass
from datetime import time
from random import Random

ACTS = (
    "case",  # the first, in an estate that was open
    "case_next_door",
    "case_inside",
    "case_far",
    "case_withdrawn",
    "transfer",
    "return",
    "household_moves",
    "resident_leaves",
    "resident_comes",
    "goes_away",
    "comes_back",
    "typhoon",
    "typhoon_over",
    "pooled_positive",
    "clock_wrong",
    "clock_right",
    "needs",
    "waste",
)


@dataclass(frozen=True, order=True)
class Scene:
    """Something that happens: on which day from the first (0), at what local time."""

    day: int
    at: time
    act: str


# Once, with the part of the days that has passed; what the shorter rehearsals reach is in front.
PLOT = (
    (0.0, time(18, 40), "case"),
    (0.1, time(15, 0), "transfer"),
    (0.1, time(12, 0), "pooled_positive"),
    (0.12, time(10, 10), "household_moves"),
    (0.2, time(9, 30), "case_next_door"),
    (0.25, time(23, 50), "resident_comes"),
    (0.3, time(21, 15), "case_inside"),
    (0.35, time(11, 0), "resident_leaves"),
    (0.4, time(16, 0), "case_far"),
    (0.45, time(8, 5), "case_withdrawn"),
    (0.5, time(13, 20), "clock_wrong"),
    (0.5, time(14, 50), "clock_right"),
    (0.6, time(17, 0), "typhoon"),
    (0.7, time(0, 20), "return"),
    (0.75, time(12, 0), "typhoon_over"),
    (0.8, time(23, 55), "household_moves"),
    (0.9, time(15, 0), "transfer"),
)
DAILY = ((time(10, 40), "needs"), (time(14, 10), "waste"), (time(19, 5), "goes_away"))


def write_script(days: int, seed: int) -> tuple[Scene, ...]:
    """Return the scenes of so many days, in order; another seed shifts them by minutes."""
    rng = Random(f"{seed}/rehearse")
    scenes = [
        Scene(min(int(part * days), days - 1), _shift(rng, at), act) for part, at, act in PLOT
    ]
    for day in range(days):
        scenes += [Scene(day, _shift(rng, at), act) for at, act in DAILY]
        if day % 3 == 2:
            scenes.append(Scene(day, _shift(rng, time(9, 10)), "comes_back"))
    # A person moves only after what made them move.
    return tuple(sorted(scenes))


def _shift(rng: Random, at: time) -> time:
    """Return a time some minutes later, in the same hour."""
    return at.replace(minute=min(at.minute + rng.randrange(5), 59), second=rng.randrange(60))
