"""Who writes: lore, cast and the pages of an episode, from a premise or from a user's own text. Shots are in `directing`."""
