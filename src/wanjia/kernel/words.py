"""What has two names is called by the one of the page's language."""

from typing import Any

from django.utils.translation import get_language


def named(place: Any) -> str:
    """The name of a community, estate, zone, grid or round: English on an English page, if known.

    Anything without a `name` is called by what it prints as.
    """
    english = getattr(place, "name_en", "")
    return english if english and get_language() == "en" else str(getattr(place, "name", place))
