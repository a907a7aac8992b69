"""How many examples a slow property is tried with: in the ordinary run fewer than with --long."""

import hypothesis


def is_long() -> bool:
    """Whether this is a run with `--long`."""
    return hypothesis.settings.get_current_profile_name() == "long"


def examples(ordinary: int, long: int) -> int:
    """The number for `max_examples`."""
    return long if is_long() else ordinary
