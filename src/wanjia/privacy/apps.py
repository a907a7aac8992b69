from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "wanjia.privacy"
    label = "privacy"
