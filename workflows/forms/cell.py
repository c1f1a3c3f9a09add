"""Forms of the cell: home, dossiers, lines, the check page, a nomination."""
