"""Figures about screens, taken in a database of their own that is filled in bulk, measured, and removed."""
