from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "learning.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from learning.people import reorganising  # noqa: PLC0415
        from learning.records import carrying, receivers  # noqa: F401, PLC0415 -- they register themselves
        from learning.records.models import TrainingClass  # noqa: PLC0415

        reorganising.also_touched.append((_("classes under way"), TrainingClass.objects.titles_under_way_in))  # type: ignore[attr-defined]
