"""Certificates of a numbered decision: what is chosen, the job that follows from it, the background run that prints it.

The rendering engine is loaded by whoever prints, not by every process.
"""

from ..services.register import sheet_of as certificate_sheet
from .choosing import lines_in_order, open_spoiled
from .jobs import Job, certificate_run, fed, plan, print_facts
from .settings import OWN, STANDARD, Part, PrintSettings, Selection
from .starting import start_print_run
from .working import register_handlers
from .writing import calibration_pdf, first_facts, first_page, sheet_pdf

__all__ = [
    "OWN",
    "STANDARD",
    "Job",
    "Part",
    "PrintSettings",
    "Selection",
    "calibration_pdf",
    "certificate_run",
    "certificate_sheet",
    "fed",
    "first_facts",
    "first_page",
    "lines_in_order",
    "open_spoiled",
    "plan",
    "print_facts",
    "register_handlers",
    "sheet_pdf",
    "start_print_run",
]
