"""What pages of certificates show."""

from .runs import latest_print_run, own_layouts_of, print_runs, print_runs_of, printed_before, unsettled_runs

__all__ = ["latest_print_run", "own_layouts_of", "print_runs", "print_runs_of", "printed_before", "unsettled_runs"]
