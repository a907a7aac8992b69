from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "wanjia.care"
    label = "care"

    def ready(self) -> None:
        from wanjia.care import events, problems, retention, traces  # noqa: F401
        from wanjia.care.contacts import overdue  # noqa: F401
        from wanjia.care.pairs import reassignment  # noqa: F401
        from wanjia.care.register import suggestions  # noqa: F401
        from wanjia.care.silence import counted  # noqa: F401
