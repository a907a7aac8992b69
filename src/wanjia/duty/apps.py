from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "wanjia.duty"
    label = "duty"

    def ready(self) -> None:
        from wanjia.duty import doctor_on_duty, events, problems, retention  # noqa: F401
        from wanjia.duty.trips import absences  # noqa: F401
