"""Acts of ceremonies."""
