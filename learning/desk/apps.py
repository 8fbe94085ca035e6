from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "learning.desk"
    label = "desk"
    verbose_name = "Desks"

    def ready(self) -> None:
        from learning.desk import handing_over, work  # noqa: F401, PLC0415 -- work registers itself
        from learning.people import reorganising  # noqa: PLC0415

        reorganising.followers.append(handing_over.follow)
