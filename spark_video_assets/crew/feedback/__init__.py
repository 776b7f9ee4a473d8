"""Who answers a person's word: rejections with notes, and reported issues. Signing itself: `episode.signing`."""
