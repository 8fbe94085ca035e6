from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "learning.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from learning.people import carrying  # noqa: F401, PLC0415 -- it registers itself
