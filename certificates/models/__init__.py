"""Layouts, printers, blanks, print runs, proofs and the register of issued certificates."""

from ..enums import Paper, PrintMode
from .blanks import BlankEntry, BlankKind
from .layouts import Background, FrozenLayout, Layout, LayoutVersion, background_path
from .printers import CalibrationProfile, Printer
from .proofs import Proof
from .public import CheckAttempt, SignedCopy, signed_path
from .register import CertificateAct, CorrectionAnnex, CorrectionSlip, IssuedCertificate, IssuedFile, certificate_path
from .runs import PrintedSheet, PrintRun

__all__ = [
    "Background",
    "BlankEntry",
    "BlankKind",
    "CalibrationProfile",
    "CertificateAct",
    "CheckAttempt",
    "CorrectionAnnex",
    "CorrectionSlip",
    "FrozenLayout",
    "IssuedCertificate",
    "IssuedFile",
    "Layout",
    "LayoutVersion",
    "Paper",
    "PrintMode",
    "PrintRun",
    "PrintedSheet",
    "Printer",
    "Proof",
    "SignedCopy",
    "background_path",
    "certificate_path",
    "signed_path",
]
