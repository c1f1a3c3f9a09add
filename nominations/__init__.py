"""THE FACTS: rounds, dossiers, nominations, nominees, evidence, awards. A nomination's state is read-only here."""
