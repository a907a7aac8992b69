from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "wanjia.duty"
    label = "duty"

    def ready(self) -> None:
        from wanjia.duty import keeps, out, phone, problems, titles  # noqa: F401
