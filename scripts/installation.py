"""What var/ remembers about this installation: whether it is the demo or an office's own, and how far it was set up."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.environment import ROOT

DEMO, REAL = "demo", "real"
DATABASE = "vinhdanh.sqlite3"  # as config/settings/base.py names it


@dataclass
class Installation:
    """The set-up of one var/ folder. `kind` is DEMO, REAL or "" before the first start."""

    kind: str = ""
    is_filled: bool = False  # the demo is loaded, or the first administrator exists

    def save(self) -> None:
        """Write the set-up to var/, which only its owner may enter: it holds people's names and papers."""
        var_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _file().with_suffix(".new")
        draft.write_text(json.dumps(asdict(self)) + "\n")
        draft.replace(_file())


def load() -> Installation:
    """Return the set-up that var/ remembers, or a blank one; a database that was deleted has to be filled again."""
    if not _file().exists():
        return Installation()
    setup = Installation(**json.loads(_file().read_text()))
    if not os.environ.get("DATABASE_URL") and not (var_folder() / DATABASE).exists():
        setup.is_filled = False
    return setup


def var_folder() -> Path:
    """Return the folder of all state: var/, or what VINHDANH_VAR says (config/settings/base.py reads it too)."""
    return Path(os.environ.get("VINHDANH_VAR", ROOT / "var"))


def _file() -> Path:
    return var_folder() / "installation.json"
