"""The pages of duty that its users start from."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.navigation import SERVICE, declare_pages, shell_value
from wanjia.duty.doctor_on_duty import Called, doctors_on_duty

declare_pages(
    (SERVICE, 40, "/trips/", _("就医卡"), "case", STAFF),
    (SERVICE, 60, "/duty/", _("值班"), "bell", STAFF),
    (SERVICE, 65, "/duty/load/", _("明天停做什么"), "bell", OFFICERS),
)


@shell_value("on_duty")
def on_duty(viewer: Viewer) -> tuple[Called, ...]:
    """Return the doctor on duty, for every screen."""
    return doctors_on_duty(viewer.community_id)
