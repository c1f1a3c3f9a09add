"""What pages of certificates show."""

from .runs import latest_print_run, print_runs_of

__all__ = ["latest_print_run", "print_runs_of"]
