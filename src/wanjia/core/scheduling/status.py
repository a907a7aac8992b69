"""When the regular work was last done, and how: kept in a file, for every process to read."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

NAME = "regular.json"


@dataclass(frozen=True)
class Done:
    """How long an act took over all communities, in seconds, and the kind of its last error."""

    seconds: float
    error: str = ""


@dataclass(frozen=True)
class Run:
    """One time round: when it began, and each act by its name."""

    at: datetime
    acts: dict[str, Done] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long it took in all."""
        return sum(act.seconds for act in self.acts.values())


def save_run(folder: Path, run: Run) -> None:
    """Write a run into the folder, over the one before; a reader sees one of the two whole."""
    acts = {name: [round(one.seconds, 4), one.error] for name, one in run.acts.items()}
    beside = folder / f"{NAME}.{os.getpid()}"
    beside.write_text(json.dumps({"at": run.at.isoformat(), "acts": acts}), "utf-8")
    beside.replace(folder / NAME)


def last_run(folder: Path) -> Run | None:
    """Return the last run that the folder tells of; None where there was none, or none can be
    read.
    """
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        acts = {name: Done(float(took), str(error)) for name, (took, error) in told["acts"].items()}
        return Run(datetime.fromisoformat(told["at"]), acts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
