"""Rules that no column constraint can say, held by the database itself: triggers for SQLite and PostgreSQL alike.

Demonstration rows (is_demo) may go again: `remove_demo` takes them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """Refuse an event (UPDATE or DELETE) on a table; UPDATE of some columns only, where they are named."""

    table: str
    event: str
    columns: Sequence[str] = ()

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.event.lower()}"

    @property
    def what(self) -> str:
        return f"UPDATE OF {', '.join(self.columns)}" if self.event == "UPDATE" and self.columns else self.event


@dataclass(frozen=True)
class Refusal:
    """Refuse an event (INSERT or UPDATE) on a table where a condition over NEW holds: a rule that reaches two tables."""

    table: str
    event: str
    condition: str
    message: str

    @property
    def name(self) -> str:
        return f"refusal_{self.table}_{self.event.lower()}"


def install(guards: "Sequence[Guard | Refusal]", connection: BaseDatabaseWrapper) -> None:
    remove(guards, connection)
    for guard in guards:
        _run(connection, _sqlite(guard) if connection.vendor == "sqlite" else _postgresql(guard))


def remove(guards: "Sequence[Guard | Refusal]", connection: BaseDatabaseWrapper) -> None:
    for guard in guards:
        on_table = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
        _run(connection, [f"DROP TRIGGER IF EXISTS {guard.name}{on_table}"])


def _sqlite(guard: "Guard | Refusal") -> list[str]:
    if isinstance(guard, Refusal):
        return [
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW WHEN {guard.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        ]
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.what} ON {guard.table} FOR EACH ROW WHEN NOT OLD.is_demo "
        f"BEGIN SELECT RAISE(ABORT, '{guard.table} is append-only'); END"
    ]


def _postgresql(guard: "Guard | Refusal") -> list[str]:
    if isinstance(guard, Refusal):  # a WHEN of PostgreSQL may not look into other tables, so the function does
        refuse = f"RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation'"
        return [
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {guard.condition} THEN {refuse}; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{guard.table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.what} ON {guard.table} FOR EACH ROW WHEN (NOT OLD.is_demo) "
        f"EXECUTE FUNCTION {guard.name}()",
    ]


def _run(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
