"""How much memory a process has needed at most."""

import resource
from pathlib import Path

KILOBYTES_PER_MEGABYTE = 1024
STATUS = Path("/proc/self/status")


def own_peak_mb() -> float:
    """Return the most memory (MB) that this program has held so far.

    Linux counts in getrusage() also what the process held before it became this program: started by a large one, a small
    one looks large. The status file knows the program alone; elsewhere getrusage() has to do.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / KILOBYTES_PER_MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE


def children_peak_mb() -> float:
    """Return the most memory (MB) that one of the finished child processes has held; 0 without any."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES_PER_MEGABYTE
