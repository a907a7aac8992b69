"""Who would best handle a need, and why. Pure: plain values in, a ranking out."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

WEIGHTS = {
    "paired": 40,
    "first_role": 30,
    "same_grid": 25,
    "same_building": 15,
    "same_estate": 8,
    "skill": 12,
    "on_duty": 20,
    "load": -6,
}
SKILLS = {
    "medical_emergency": "nursing",
    "medical_appointment": "drive",
    "medicine": "drive",
    "pregnancy": "drive",
    "repair": "repair",
    "food": "carry",
    "waste": "carry",
}
INSIDE = ("grid", "doctor", "steward")


@dataclass(frozen=True)
class Candidate:
    """Somebody who serves: what they are, where they live and work, what they have to do."""

    id: Hashable
    name: str
    role: str
    skills: frozenset[str] = frozenset()
    lives: Hashable = None  # stairwell
    building: Hashable = None
    estate: Hashable = None
    grids: frozenset[Hashable] = frozenset()
    sealed: bool = False  # lives behind a sealed door
    load: int = 0
    paired: bool = False
    on_duty: bool = False


@dataclass(frozen=True)
class Job:
    """Where a need is and what it asks."""

    category: str
    first_role: str
    stairwell: Hashable = None
    building: Hashable = None
    estate: Hashable = None
    grid: Hashable = None
    sealed: bool = False


@dataclass(frozen=True)
class Ranked:
    """A candidate with the reasons (codes) and the score."""

    candidate: Candidate
    reasons: tuple[str, ...]
    score: int


def may_go(candidate: Candidate, job: Job) -> bool:
    """Return whether somebody may be sent.

    Nobody out of a sealed zone, nobody into one without the role. Neighbours behind the same sealed
    door may help each other; the grid's own work group may enter.
    """
    if candidate.sealed:
        return job.stairwell is not None and candidate.lives == job.stairwell
    if not job.sealed:
        return True
    if candidate.role == "volunteer":
        return job.grid is not None and job.grid in candidate.grids
    return candidate.role in INSIDE or candidate.role == "desk"


def rank(candidates: Iterable[Candidate], job: Job, most: int = 3) -> list[Ranked]:
    """Return the best people for a job, each with the reasons.

    Those who may not go are left out.
    """
    ranked = [_rank_candidate(candidate, job) for candidate in candidates if may_go(candidate, job)]
    ranked.sort(key=lambda entry: (-entry.score, entry.candidate.load, entry.candidate.name))
    return ranked[:most]


def reasons_of(candidate: Candidate, job: Job, paired: bool) -> tuple[str, ...]:
    """Return what speaks for sending somebody, as codes of WEIGHTS."""
    holds = {
        "paired": paired,
        "first_role": candidate.role == job.first_role,
        "same_grid": job.grid is not None and job.grid in candidate.grids,
        "same_building": job.building is not None and candidate.building == job.building,
        "same_estate": job.estate is not None and candidate.estate == job.estate,
        "on_duty": candidate.on_duty,
        "skill": SKILLS.get(job.category) in candidate.skills,
    }
    return tuple(code for code, held in holds.items() if held)


def _rank_candidate(candidate: Candidate, job: Job) -> Ranked:
    reasons = reasons_of(candidate, job, candidate.paired)
    score = sum(WEIGHTS[code] for code in reasons) + WEIGHTS["load"] * candidate.load
    return Ranked(candidate, reasons, score)
