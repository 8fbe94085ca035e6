"""Says at start-up, in one line, what is missing for certificates to be printed."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

APT = "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"


@register()
def weasyprint_can_print(**kwargs: Any) -> list[CheckMessage]:
    try:
        import weasyprint  # noqa: F401, PLC0415 -- without the system libraries the import itself fails, with OSError
    except (ImportError, OSError) as error:
        return [Error(f"Certificates cannot be printed: {error}", hint=APT, id="certificates.E001")]
    return []
