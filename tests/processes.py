"""Scenarios that run in processes of their own, against a database that is theirs alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 240


def drive(module: str, *arguments: str, folder: Path, database: dict[str, str] | None = None) -> list[dict]:
    """Run `python -m module arguments` with its state in `folder`; return the JSON rows that it prints.

    `database` is what the fixture of that name offers; without it SQLite in `folder`. A driver that fails shows the end
    of what it complained about.
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VINHDANH_VAR": str(folder),
        **(database or {"DATABASE_URL": ""}),
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]


def with_database(url: str, name: str) -> str:
    """Return the URL with another database name: the part after the last slash of the path."""
    base, question, options = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{options}"
