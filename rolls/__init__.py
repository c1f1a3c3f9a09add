"""Who belongs to a unit: its members and collectives, known across units and years, with ratings and discipline."""
