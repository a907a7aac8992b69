"""The pages of privacy that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.navigation import RECORDS, declare_pages

declare_pages(
    (RECORDS, 70, "/corrections/", _("住户更正"), "people", OFFICERS),
    (RECORDS, 130, "/forget/", _("保存期限"), "settings", {"head"}),
)
