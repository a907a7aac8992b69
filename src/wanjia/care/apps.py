from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "wanjia.care"
    label = "care"

    def ready(self) -> None:
        from wanjia.care import handing_on, keeps, late, problems, titles  # noqa: F401
