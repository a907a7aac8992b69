from django.apps import AppConfig


class ZoningConfig(AppConfig):
    name = "wanjia.zoning"
    label = "zoning"

    def ready(self) -> None:
        """Enter the refusals, the acts and the sight of field roles."""
        from wanjia.zoning import actions, problems, retention  # noqa: F401
        from wanjia.zoning.zones import grids  # noqa: F401
