from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "learning.desk"
    label = "desk"
    verbose_name = "Desks"
