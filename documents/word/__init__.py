"""Papers as Word files: the only importer of python-docx."""

from .writer import render_word

__all__ = ["render_word"]
