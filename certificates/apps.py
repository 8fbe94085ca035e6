from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from certificates import carrying, checks, receivers, work  # noqa: F401, PLC0415 -- they register themselves
