"""The kinds of risk in the page's language; `wanjia/risks/risks.toml` tells which there are."""

from django.core.exceptions import ValidationError

from wanjia.core.localized import localized
from wanjia.risks import risks


def risk_name(kind: str) -> str:
    """Return what a kind is called; one that the file has no more is its own name."""
    known = risks().kinds.get(kind)
    return localized(known.name) if known else kind


def risk_choices() -> list[tuple[str, str]]:
    """Return every kind as a form offers it."""
    return [(kind, risk_name(kind)) for kind in risks().kinds]


def check_risk_kind(kind: str) -> None:
    """Refuse a kind that the file does not have."""
    if kind not in risks().kinds:
        raise ValidationError(f"{kind}: not in risks.toml")
