from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wanjia.reports"
    label = "reports"

    def ready(self) -> None:
        from wanjia.reports import problems, retention, traces  # noqa: F401
        from wanjia.reports.daily import archive  # noqa: F401
        from wanjia.reports.rounds import actions, completeness, grid  # noqa: F401
