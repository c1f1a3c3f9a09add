"""Forms of the pages of certificates."""
