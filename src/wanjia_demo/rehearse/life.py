"""Days are lived through at compressed time, and every figure is counted again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from wanjia.core import clock
from wanjia.core.scheduling.scheduler import run_for
from wanjia.reports.daily.actions import seal_due
from wanjia_demo.rehearse.acts import Acting
from wanjia_demo.rehearse.answering import answer_rounds, bring_results
from wanjia_demo.rehearse.checks import Checker, Mismatch
from wanjia_demo.rehearse.script import Scene, write_script
from wanjia_demo.rehearse.stage import Stage

ONE_DAY = timedelta(days=1)
# When the regular work comes round, people answer, results come; by the local clock.
REGULAR = (time(0, 1), time(7, 0), time(12, 30), time(18, 0), time(23, 40))
ANSWERS = (time(7, 40), time(10, 0), time(13, 5), time(17, 30), time(20, 30), time(22, 45))
RESULTS = (time(6, 50), time(16, 20), time(22, 10))
DECIDES = (time(6, 30), time(8, 30))
FOLLOWS = (time(9, 0), time(14, 30), time(21, 0))
TWICE = (time(10, 5), time(20, 35))
LAST = time(23, 59, 30)

Progress = Callable[[str], None]


@dataclass
class Lived:
    """What a rehearsal came to."""

    communities: dict[str, int] = field(default_factory=dict)
    days: int = 0
    checked: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    scenes: list[str] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)


@dataclass
class Life:
    """A community that is lived in, day by day."""

    stage: Stage
    first: date
    days: int
    seed: int
    lived: Lived

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed}/{self.stage.name}/life")
        self.acting = Acting(self.stage, Random(f"{self.seed}/{self.stage.name}/acts"))
        self.script = write_script(self.days, self.seed)
        self.checker = Checker(self.stage)

    def live_day(self, number: int) -> None:
        """Live one day up to its last minute, and count everything then."""
        day = self.first + number * ONE_DAY
        moments: list[tuple[time, int, Callable[[], Any]]] = []
        for place, (hours, act) in enumerate(
            (
                (REGULAR, lambda: run_for(self.stage.community.id)),
                (DECIDES, lambda: self.acting.act("step_down")),
                (RESULTS, self._results),
                (ANSWERS, self._answers),
                (FOLLOWS, lambda: self.acting.act("follow_alarms")),
                (TWICE, self._check_double),
            )
        ):
            moments += [(hour, place, act) for hour in hours]
        scenes = [scene for scene in self.script if scene.day == number]
        moments += [(scene.at, 9, self._play(scene)) for scene in scenes]
        for at, _place, act in sorted(moments, key=lambda row: row[:2]):
            with clock.freeze(self._moment(day, at) + self.acting.wrong_by):
                act()
        self.acting.act("clock_right")
        with clock.freeze(self._moment(day, LAST)):
            self.lived.mismatches += self.checker.check_moment()

    def _play(self, scene: Scene) -> Callable[[], None]:
        return lambda: self.acting.act(scene.act)

    def pass_midnight(self, number: int) -> None:
        """Let the day be sealed, and look at what was sealed."""
        day = self.first + number * ONE_DAY
        with clock.freeze(self._moment(day + ONE_DAY, time()) + timedelta(seconds=20)):
            counted = self.checker.counted_at_cut_off(day)
            seal_due(self.stage.community.id)
            self.lived.mismatches += self.checker.check_sealed(day, counted)

    def _check_double(self) -> None:
        self.lived.mismatches += self.checker.check_double()

    def _answers(self) -> None:
        self.lived.answers += answer_rounds(self.stage, self.rng)

    def _results(self) -> None:
        if bring_results(self.stage, self.rng, self.acting.positive_tube):
            self.acting.positive_tube = False
            self.acting.done.append("positive tube")
        self.acting.act("plan_cases")

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.stage.community_tz)


def live_through(
    stages: list[Stage],
    first: date,
    days: int,
    seed: int,
    progress: Progress = lambda _words: None,
) -> Lived:
    """Live so many days in each community; all of them pass the same midnights."""
    lived = Lived(days=days)
    lives = [Life(stage, first, days, seed, lived) for stage in stages]
    for number in range(days):
        for life in lives:
            life.live_day(number)
        for life in lives:
            life.pass_midnight(number)
        progress(f"{first + number * ONE_DAY} · {len(lived.mismatches)}")
    for life in lives:
        name = life.stage.name
        lived.checked += life.checker.checked
        lived.scenes += [f"{name}: {done}" for done in life.acting.done]
        lived.communities[name] = life.acting.residents().count()
    return lived
