"""Facts about rounds and nominations. Nothing here changes a nomination's state (see workflows.engine)."""

from .awards import Award, EarlierAward
from .eligibility import EligibilityRule, RuleOverride
from .evidence import Evidence, EvidenceType, RequiredEvidence, Upload, evidence_path, thumbnail_path
from .lines import Dossier, Nomination, NominationReach, Nominee
from .receipts import Receipt
from .rounds import Quota, Round, RoundBasis, RoundExtension, RoundForm

__all__ = [
    "Award",
    "Dossier",
    "EarlierAward",
    "EligibilityRule",
    "Evidence",
    "EvidenceType",
    "Nomination",
    "NominationReach",
    "Nominee",
    "Quota",
    "Receipt",
    "RequiredEvidence",
    "Round",
    "RoundBasis",
    "RoundExtension",
    "RoundForm",
    "RuleOverride",
    "Upload",
    "evidence_path",
    "thumbnail_path",
]
