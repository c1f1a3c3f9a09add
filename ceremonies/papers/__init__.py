"""The printed papers of a ceremony, all from the one order of the stage: facts in, PDF (and for lists Word) out."""
