from django.apps import AppConfig


class CountsConfig(AppConfig):
    name = "learning.counts"
    label = "counts"
    verbose_name = "Counts"
