"""What sheets look like, in words: a standard design, or a layout of the unit's own, for each kind of recipient."""

from collections.abc import Mapping

from certificates.layout.designs import design
from certificates.models import PrintRun
from certificates.printing import OWN, STANDARD, Job
from certificates.queries import own_layouts_of
from documents.models import DecisionLine
from organizations.enums import RecipientKind


def look_of(job: Job, line: DecisionLine) -> str:
    """Return what one sheet looks like; who was issued a certificate before gets it again as it was."""
    return "bố cục của tờ đã cấp" if job.certificate(line) else _of_kind(job, line.recipient_kind)


def look_of_all(job: Job) -> str:
    """Return what the sheets of a job look like, each kind of recipient by itself where they differ."""
    return _joined({kind: _of_kind(job, kind) for kind in job.layouts})


def _of_kind(job: Job, kind: str) -> str:
    return "bố cục của đơn vị" if job.layouts[kind].is_own else f"mẫu {_label(job.settings.design)}"


def look_of_run(printing: PrintRun) -> str:
    """Return what the sheets of a run look like, with the names of the unit's own layouts."""
    if printing.design != OWN:
        return f"Mẫu {_label(printing.design)}"
    own = own_layouts_of(printing)
    used = {"collective": printing.collective_layout_id, "individual": printing.individual_layout_id}
    looks = {kind: f"bố cục “{own[kind]}”" if kind in own else f"mẫu {_label(OWN)}" for kind in used if used[kind]}
    said = _joined(looks) or "bố cục của đơn vị"  # runs of before 0.4 did not keep their layouts
    return said[0].upper() + said[1:]


def _label(code: str) -> str:
    return design(code or STANDARD).label


def _joined(looks: Mapping[str, str]) -> str:
    """Return the look that all kinds share, or "tập thể: mẫu Trống đồng; cá nhân: bố cục của đơn vị"."""
    if len(set(looks.values())) == 1:
        return next(iter(looks.values()))
    return "; ".join(f"{kind.label.lower()}: {looks[kind]}" for kind in RecipientKind if kind in looks)
