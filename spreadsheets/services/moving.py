"""How an import goes from state to state: under a lock or by comparing, so that of two presses one does nothing."""

from datetime import date, datetime
from typing import Any

from runs.services import cancel_run
from vietnamese.dates import local_day

from ..enums import ImportState
from ..exceptions import NotReady
from ..models import SpreadsheetImport
from ..queries import trouble_of
from ..registry import ImportKind, kind_of

CHANGEABLE = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
"""States in which nothing runs and nothing is written, so that the columns may still be changed."""


def locked(sheet_import: SpreadsheetImport) -> SpreadsheetImport:
    """Lock the import's row until the end of the transaction and return it as it is now."""
    return SpreadsheetImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet_import.pk)


def allowed(sheet_import: SpreadsheetImport, actor: Any, at: datetime) -> ImportKind:
    """Return the kind of an import. Raises NotPermitted when the person may not import it for that unit."""
    kind = kind_of(sheet_import.kind)
    kind.may(actor, sheet_import.unit, sheet_import.target, local_day(at))
    return kind


def changeable(sheet_import: SpreadsheetImport) -> SpreadsheetImport:
    """Lock the import and return it if its columns may be changed. Raises NotReady with what is the case."""
    now = locked(sheet_import)
    if now.state in CHANGEABLE or (now.state == ImportState.CHECKING and trouble_of(now)):
        return now
    raise NotReady(WHY_NOT[now.state])


WHY_NOT = {
    ImportState.CHECKING: "Hệ thống đang kiểm tra bảng này. Đồng chí chờ kiểm tra xong, hoặc bỏ lần nhập này.",
    ImportState.TAKING: "Hệ thống đang nhập bảng này. Đồng chí chờ nhập xong.",
    ImportState.TAKEN: "Bảng này đã được nhập. Muốn làm lại, đồng chí hoàn tác lần nhập này trước.",
    ImportState.UNDONE: "Lần nhập này đã được hoàn tác. Đồng chí gửi lại tệp nếu muốn nhập lại.",
    ImportState.DROPPED: "Lần nhập này đã bỏ. Đồng chí gửi lại tệp nếu muốn nhập lại.",
    ImportState.UPLOADED: "Đồng chí ghép cột và kiểm tra các dòng trước.",
    ImportState.FAILED: "Lần kiểm tra trước không làm được. Đồng chí kiểm tra lại các dòng.",
    ImportState.CHECKED: "Bảng này đã kiểm tra xong, đang chờ đồng chí bấm nhập.",
}


def stop_run(sheet_import: SpreadsheetImport, at: datetime) -> None:
    """Stop the background work of an import, if there is any."""
    if sheet_import.run is not None:
        cancel_run(sheet_import.run, at=at)


def day_of(sheet_import: SpreadsheetImport) -> date:
    """Return the day that counts for an import's fields: the one on which the file was sent."""
    return local_day(sheet_import.created_at)
