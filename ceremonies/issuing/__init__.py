"""The papers of a ceremony: ordered on the screen, drawn by the worker, or drawn at once for commands."""

from .making import EDITABLE, file_name, for_editing, kinds_now, make_pack, make_paper
from .orders import make_ordered, order_papers, resume_papers, stop_papers
from .strays import remove_strays

__all__ = [
    "EDITABLE",
    "file_name",
    "for_editing",
    "kinds_now",
    "make_ordered",
    "make_pack",
    "make_paper",
    "order_papers",
    "remove_strays",
    "resume_papers",
    "stop_papers",
]
