"""Settings and addresses: knows every package, and no package knows it."""
