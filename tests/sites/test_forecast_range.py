"""The 80 % range holds the truth about 80 times in 100, on sites of kinds it was not tuned on."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median

import pytest
from tests.examples import is_long
from tests.sites.simulated_sites import HELD_OUT, TUNED, sites

from wanjia.sites.sites.forecast import forecast
from wanjia.sites.sites.report_lines import read_reports, works_of

SITES = 40  # of each kind
SHARES = (0.3, 0.5, 0.7, 0.9) if is_long() else (0.3, 0.9)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def told():
    """What was forecast at each share of the way, and the truth: (low, opens, high, end)."""
    found = defaultdict(list)
    for kind in HELD_OUT:
        for site in sites(kind, SITES, seed=2022):
            for share in SHARES:
                text = "\n".join(json.dumps(line) for line in site.until(share))
                reports = read_reports(text)
                now = max(report.at for report in reports)
                opening = forecast(works_of(reports, now), now).opening
                row = (opening.early, opening.likely, opening.late, site.end)
                found[share].append(row)
    return found


def test_what_it_is_held_to_is_not_what_it_was_tuned_on():
    assert len(HELD_OUT) >= 5
    assert not {kind.name for kind in HELD_OUT} & {kind.name for kind in TUNED}


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.slow
def test_the_range_holds_the_truth_about_eight_times_in_ten(told, share):
    held = [low <= end <= high for low, _opens, high, end in told[share]]
    assert len(held) == SITES * len(HELD_OUT)
    assert 0.75 <= sum(held) / len(held) <= 0.85


@pytest.mark.slow
def test_the_error_shrinks_on_the_way_and_so_does_the_range(told):
    errors = [median(abs((opens - end) / HOUR) for _, opens, _, end in told[s]) for s in SHARES]
    widths = [median((high - low) / HOUR for low, _, high, _ in told[s]) for s in SHARES]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 3
    assert widths == sorted(widths, reverse=True)


def test_the_same_seed_is_the_same_site():
    first, second = (next(iter(sites(TUNED[1], 1, seed=7))) for _ in range(2))
    assert first == second
    assert isinstance(datetime.fromisoformat(first.lines[0]["at"]), datetime)
