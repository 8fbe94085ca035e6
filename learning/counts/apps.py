from django.apps import AppConfig


class CountsConfig(AppConfig):
    name = "learning.counts"
    label = "counts"
    verbose_name = "Counts"

    def ready(self) -> None:
        from learning.counts import carrying  # noqa: F401, PLC0415 -- it registers itself
