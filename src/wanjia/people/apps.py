from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wanjia.people"
    label = "people"
