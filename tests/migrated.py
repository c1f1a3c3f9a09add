"""An empty database of the present, quickly: a copy of one that was migrated once, on this machine or on the server.

What is kept is named after everything that migrations are made of, so that a changed migration, model default or
library is never met with an old copy.

python -m tests.migrated COMMAND ...     manage.py whose databases of a moment (workflows.scratch) are such copies
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE_OF = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "permissions/*.py", "workflows/reference.py",
           "workflows/data/reference.json", "history/*.py", "config/settings/*.py", "requirements/*.txt")  # fmt: skip


def migrate() -> None:
    """Bring the configured database, which is empty, to the present."""
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "sqlite":
        _copy_on_server()
        return
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time("file") as kept:
        if not kept.exists():
            call_command("migrate", verbosity=0)
            connection.close()
            shutil.copyfile(target, kept.with_suffix(".new"))
            os.replace(kept.with_suffix(".new"), kept)
            return
    connection.close()
    shutil.copyfile(kept, target)


def _copy_on_server() -> None:
    """Make the configured PostgreSQL database anew as a copy of the migrated one beside it."""
    import psycopg
    from django.core.management import call_command
    from django.db import connection

    name, template = connection.settings_dict["NAME"], f"migrated_{_name()}"
    parameters = connection.get_connection_params()
    server = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    connection.close()
    with _one_at_a_time("server"), psycopg.connect(dbname="postgres", autocommit=True, **server) as postgres:
        if not postgres.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            postgres.execute(f'CREATE DATABASE "{template}_new"')
            connection.settings_dict["NAME"] = f"{template}_new"
            try:
                call_command("migrate", verbosity=0)
            finally:
                connection.close()
                connection.settings_dict["NAME"] = name
            postgres.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


class _one_at_a_time:
    """Holds others off while the copy of a kind is made; gives the path where that of a file is kept."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __enter__(self) -> Path:
        folder = Path(tempfile.gettempdir()) / f"vinhdanh-migrated-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._lock = (folder / f"lock-{self._kind}").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return folder / f"{_name()}.sqlite3"

    def __exit__(self, *failure) -> None:
        self._lock.close()


def _name() -> str:
    digest = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def main(arguments: list[str]) -> None:
    """Run a command of manage.py; the letters of its papers come from the shelf of the tests."""
    import django
    from django.conf import settings
    from django.core.management import execute_from_command_line

    django.setup()
    from workflows import scratch

    def only_migrates(name: str, **options: object) -> None:
        assert name == "migrate", name
        migrate()

    scratch.call_command = only_migrates
    settings.SHELF_ROOT = ROOT / "var" / "shelf"
    execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
