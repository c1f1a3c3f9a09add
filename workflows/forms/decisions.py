"""Forms of the records clerk: decisions, numbers, print runs, conferral."""
