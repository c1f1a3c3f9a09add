"""Pages of the standing committee: meetings, ballots, answers from above."""
