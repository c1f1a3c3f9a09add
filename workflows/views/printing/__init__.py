"""The print station: look at what will be printed, start it, follow it, take the file, say what came out."""

from .bench import station
from .following import run, run_cancel, run_file, run_first, run_picture, run_progress, run_resume
from .listing import run_list
from .looking import calibration, picture, sheet
from .settling import outcome

__all__ = [
    "calibration",
    "outcome",
    "picture",
    "run",
    "run_cancel",
    "run_file",
    "run_first",
    "run_list",
    "run_picture",
    "run_progress",
    "run_resume",
    "sheet",
    "station",
]
