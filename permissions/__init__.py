"""THE AUTHORITY: who may do what, for which unit, from when to when."""
