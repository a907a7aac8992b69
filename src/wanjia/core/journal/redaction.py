"""What is left of a journal entry when what it tells of is forgotten."""

from typing import Any

# Numbers under these names count things and say nothing of a person; all else goes.
COUNTS = frozenset(
    {
        "added", "bags", "barrels", "beds", "cases", "changed", "comments", "corrected",
        "counted", "dwellings", "errands", "goods", "grids", "groups", "households", "links",
        "moved", "new", "orders", "pairs", "people", "posts", "quantity", "refused", "residents",
        "risks", "rows", "same", "shifts", "stairwells", "stored", "things", "unchanged", "zones",
    }
)  # fmt: skip


def counts_of(after: Any) -> dict[str, int] | None:
    """Return the counts in what an act told; None where it told none."""
    if not isinstance(after, dict):
        return None
    found = {
        key: value
        for key, value in after.items()
        if key in COUNTS and isinstance(value, int) and not isinstance(value, bool)
    }
    return found or None
