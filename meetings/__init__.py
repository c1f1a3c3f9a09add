"""THE COMMITTEE: meetings, who attends, the agenda, ballots, recusal, and the arithmetic of votes."""
