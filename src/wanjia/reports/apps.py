from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wanjia.reports"
    label = "reports"
