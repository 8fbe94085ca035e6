"""The house rules: floors, templates, migrations, and a public server that refuses to start half set up."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.template.backends.django import DjangoTemplates

ROOT = Path(settings.BASE_DIR)
FLOORS = {
    "cms": 1, "learning/people": 1, "learning/counts": 2, "courses": 3, "learning/records": 4, "certificates": 5,
    "learning/desk": 6, "learning/templates": 7,
}  # fmt: skip
TEMPLATES = sorted(
    p for folder in ("certificates", "cms", "courses", "learning") for p in (ROOT / folder).rglob("templates/**/*.*")
)
FOUND_BY_NAME = re.compile(r"^(?:403|403_csrf|404|429|500)\.html$|^(?:account|allauth|mfa|wagtailadmin|socialaccount)/")
"""Templates that Django, allauth and Wagtail look for by themselves."""


def floor_of(path: Path) -> int:
    relative = path.relative_to(ROOT).as_posix()
    return next(floor for folder, floor in FLOORS.items() if relative.startswith(f"{folder}/"))


def run(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MATCHING_KEY", "ALLOWED_HOSTS"}}
    return subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, timeout=120)


def test_a_floor_imports_only_the_floors_below_it() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    result = run(str(tool), "--no-cache")
    assert result.returncode == 0, result.stdout[-3000:]


def test_templates_load_tags_of_their_own_floor_or_below() -> None:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    homes = {}
    for name, module in engine.engine.libraries.items():
        folder = module.replace(".", "/").rsplit("/templatetags/", 1)[0]
        if folder in FLOORS:
            homes[name] = FLOORS[folder]
    too_high = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in TEMPLATES
        for names in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", path.read_text(encoding="utf-8"))
        for name in names.partition(" from ")[2].split() or names.split()
        if homes.get(name, 0) > floor_of(path)
    ]
    assert too_high == []


def test_every_template_is_used() -> None:
    names = {path.as_posix().rsplit("/templates/", 1)[1]: path for path in TEMPLATES}
    sources = {
        path: path.read_text(encoding="utf-8")
        for folder in ("certificates", "cms", "courses", "learning")
        for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.html"), *(ROOT / folder).rglob("*.txt")]
    }
    unused = [
        name for name, own in names.items()
        if not FOUND_BY_NAME.match(name) and not any(name in text for path, text in sources.items() if path != own)
    ]  # fmt: skip
    assert len(names) > 30
    assert unused == []


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


GOOD = {
    "SECRET_KEY": "k9-" * 25, "MATCHING_KEY": "m7-" * 15, "ALLOWED_HOSTS": "hocan.example.vn", "DATABASE_URL": "postgres://u:p@127.0.0.1/x",
    "REDIS_URL": "redis://127.0.0.1:6379/0", "DJANGO_SETTINGS_MODULE": "learning.settings.production",
}  # fmt: skip


def starts(**env: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-c", "import learning.settings.production", **env)


def test_a_public_server_starts_when_everything_is_set(tmp_path: Path) -> None:
    assert starts(**GOOD, DATA_DIR=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""), ("SECRET_KEY", "short"), ("MATCHING_KEY", ""), ("MATCHING_KEY", "short"), ("ALLOWED_HOSTS", ""), ("ALLOWED_HOSTS", "*"), ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:///x.sqlite3"), ("REDIS_URL", ""),
    ],
)  # fmt: skip
def test_a_public_server_refuses_to_start_half_set_up(tmp_path: Path, name: str, value: str) -> None:
    env = {k: v for k, v in GOOD.items() if k != name} | ({name: value} if value else {}) | {"DATA_DIR": str(tmp_path)}
    result = starts(**env)
    assert result.returncode != 0
    assert f"Set {name}" in result.stderr


def test_demo_accounts_are_refused_on_a_public_server(settings: object) -> None:
    from django.core.management.base import CommandError

    settings.LOCAL_MODE = False  # type: ignore[attr-defined]
    for command in ("load_demo",):
        with pytest.raises(CommandError):
            call_command(command)
