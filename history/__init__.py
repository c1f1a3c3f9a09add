"""THE MEMORY: the append-only record. Knows no other package; every package writes to it."""
