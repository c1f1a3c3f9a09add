"""Taking a sheet in as the pages and the worker do, in a few words."""

from django.core.files.base import File

from runs.services import work_once
from spreadsheets.models import SpreadsheetImport
from spreadsheets.registry import kind_of
from spreadsheets.services.checking import start_check
from spreadsheets.services.receiving import receive_file
from spreadsheets.services.taking import start_taking


def received(kind, path, *, unit, actor, at, target=None) -> SpreadsheetImport:
    """Hand in a file; what the columns mean is guessed."""
    with path.open("rb") as file:
        return receive_file(
            kind=kind_of(kind), unit=unit, target=target or {}, name=path.name, content=File(file), actor=actor, at=at
        )


def checked(kind, path, *, unit, actor, at, target=None) -> SpreadsheetImport:
    """Hand in a file and let the worker check its rows."""
    made = start_check(received(kind, path, unit=unit, actor=actor, at=at, target=target), actor=actor, at=at)
    return worked(made, at)


def taken(made: SpreadsheetImport, *, actor, at, names="") -> SpreadsheetImport:
    """Press once, and let the worker write the rows."""
    return worked(start_taking(made, names=names, actor=actor, at=at), at)


def worked(made: SpreadsheetImport, at) -> SpreadsheetImport:
    """Let the worker do what there is."""
    while work_once("test", clock=lambda: at):
        pass
    made.refresh_from_db()
    return made


def states(made: SpreadsheetImport) -> dict[int, str]:
    """Return what became of every row, by its number in the sheet."""
    return dict(made.rows.values_list("number", "state"))
