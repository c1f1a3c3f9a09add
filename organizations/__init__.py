"""THE PEOPLE: one dated tree of units for all levels, what each level may award, who signs."""
