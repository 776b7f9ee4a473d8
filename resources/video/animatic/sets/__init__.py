"""Sets: from the words of a set card to layers that a camera can move through."""
