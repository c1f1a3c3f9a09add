"""Certificates as PDF pages written by ourselves: words as operators, files put together, somebody else's page under them."""
