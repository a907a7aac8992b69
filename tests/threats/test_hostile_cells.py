"""A name that begins like a formula leaves as the text that it is, in every workbook."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from tests.threats.table import lines
from tests.threats.test_routes import Someone

from wanjia.core.models import Community
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Estate
from wanjia.sites.models import Site
from wanjia.zoning.models import Zone

pytestmark = pytest.mark.django_db
STARTS = ("=", "+", "-", "@", "\t=", "\r=")
MANY = 5  # addresses that give a workbook
FORMULAS = [f'{start}HYPERLINK("http://evil.example")' for start in STARTS]


@pytest.fixture
def poisoned(alder):
    """Everything that has a name is called like a formula."""
    of = {"community": alder.community}
    for model in (Resident, Estate, Staff, Zone, Site):
        for number, row in enumerate(model.objects.filter(**of).order_by("pk")):
            row.name = FORMULAS[number % len(FORMULAS)]
            if hasattr(row, "name_en"):
                row.name_en = row.name
            row.save()
    Community.objects.filter(id=alder.community.id).update(name=FORMULAS[0])
    return alder


@pytest.mark.slow
def test_no_workbook_holds_a_formula_or_a_link(poisoned):
    desk, books = Someone(poisoned, "desk"), {}
    for line in lines():
        if line.roles and line.lets_in("desk") and line.method == "any":
            body = b"".join(desk.client.get(line.path(poisoned.ids) + "?as=xlsx&all=1"))
            if body.startswith(b"PK"):
                books[line.route] = body
    assert len(books) >= MANY
    texts = set()
    for route, body in books.items():
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            for name in parts.namelist():
                held = parts.read(name)
                assert b"<f>" not in held, (route, name)
                assert b"<hyperlink" not in held, (route, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for sheet in book.sheet_names:
            for row in book.get_sheet_by_name(sheet).to_python():
                texts |= {cell for cell in row if isinstance(cell, str)}
    assert [one for one in texts if "HYPERLINK" in one]
