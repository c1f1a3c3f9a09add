"""Facts about rounds and nominations. Nothing here changes a nomination's state (see workflows.engine)."""

from .awards import Award
from .evidence import Evidence, evidence_path
from .lines import Dossier, Nomination, NominationReach, Nominee
from .rounds import Quota, Round, RoundBasis, RoundExtension, RoundForm

__all__ = [
    "Award",
    "Dossier",
    "Evidence",
    "Nomination",
    "NominationReach",
    "Nominee",
    "Quota",
    "Round",
    "RoundBasis",
    "RoundExtension",
    "RoundForm",
    "evidence_path",
]
