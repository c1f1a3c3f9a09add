"""Certificates: what a sheet says, how a design sets it, and the HTML that prints it. No database, no clock."""
