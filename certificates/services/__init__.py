"""Acts of certificates."""
