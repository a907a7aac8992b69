from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wanjia.reports"
    label = "reports"

    def ready(self) -> None:
        from wanjia.reports import grid_panel, keeps, kept_days, opening, problems, testing  # noqa: F401
