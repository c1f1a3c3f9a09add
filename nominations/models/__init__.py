"""Facts about rounds and nominations. Nothing here changes a nomination's state (see workflows.engine)."""

from .appraisal import Appraisal, AppraisalMark, Criterion, Objection, OpinionRequest, PostedLine, Posting
from .awards import Award, EarlierAward
from .eligibility import EligibilityRule, RuleOverride
from .evidence import Evidence, EvidenceType, RequiredEvidence, Upload, evidence_path, thumbnail_path
from .lines import Dossier, Nomination, NominationReach, Nominee
from .receipts import Receipt
from .rounds import Quota, Round, RoundBasis, RoundExtension, RoundForm, RoundStep, StepExtension

__all__ = [
    "Appraisal",
    "AppraisalMark",
    "Award",
    "Criterion",
    "Dossier",
    "EarlierAward",
    "EligibilityRule",
    "Evidence",
    "EvidenceType",
    "Nomination",
    "NominationReach",
    "Nominee",
    "Objection",
    "OpinionRequest",
    "PostedLine",
    "Posting",
    "Quota",
    "Receipt",
    "RequiredEvidence",
    "Round",
    "RoundBasis",
    "RoundExtension",
    "RoundForm",
    "RoundStep",
    "RuleOverride",
    "StepExtension",
    "Upload",
    "evidence_path",
    "thumbnail_path",
]
