"""Build the compiled catalogues: no gettext binary is needed on a fresh machine."""

from pathlib import Path

import polib
from django.conf import settings


def compile_catalogues() -> int:
    """Compile each .po that is newer than its .mo; how many."""
    stale = [po for folder in settings.LOCALE_PATHS for po in Path(folder).glob("*/LC_MESSAGES/*.po") if _is_stale(po)]
    for po in stale:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
