"""THE PROCESS: the law of transitions, the one door, whom to ask next, and every page that offers an act."""
