"""Import what each app registers: one place, instead of a list in every app's `ready`."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

# The modules by which an app and its features say what they add; importing one registers it.
REGISTERING = (
    "problems",
    "retention",
    "events",
    "access",
    "providers",
    "subscribers",
    "background",
    "daily_figures",
    "navigation",
    "household",
    "case_page",
    "today",
    "traces",
    "live",
    "palette",
    "setup",
)


def discover() -> None:
    """Import every registering module of every app and of every feature folder in it."""
    autodiscover_modules(*REGISTERING)
    for config in apps.get_app_configs():
        if config.name.startswith("wanjia."):
            for feature in iter_modules([config.path], f"{config.name}."):
                if feature.ispkg:
                    _import_feature(feature.name)


def _import_feature(package: str) -> None:
    found = {found_module.name for found_module in iter_modules(import_module(package).__path__)}
    for name in REGISTERING:
        if name in found:
            import_module(f"{package}.{name}")
