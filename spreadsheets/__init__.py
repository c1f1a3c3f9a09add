"""Spreadsheets in and out: reading what people have, showing it before it is written, taking it in, undoing it."""
