"""A result in words."""

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.reports.models import TestResult


def pool_words(pool: int) -> str:
    """Return what a tube is by how many it is for: single, or 10 in 1."""
    return _("单管") if pool == 1 else _("%(n)s 混 1") % {"n": pool}


def ct_words(result: TestResult) -> str:
    """Return the Ct of each gene: N 28.5 · ORF1ab 30.1."""
    return " · ".join(f"{gene} {value}" for gene, value in sorted(result.ct.items()))


def result_words(result: TestResult) -> str:
    """Return a result in one line: 核酸 单管 阳性 · A100 · Ct N 28.5 · 区疾控."""
    at = timezone.localtime(result.sampled_at)
    head = f"{result.get_kind_display()} {pool_words(result.pool)} {result.get_finding_display()}"
    parts = [
        head,
        result.tube,
        f"Ct {ct_words(result)}" if result.ct else "",
        _("%(at)s 采样") % {"at": f"{at:%m-%d %H:%M}"},
        result.laboratory,
    ]
    return " · ".join(part for part in parts if part)
