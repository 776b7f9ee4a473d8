"""Who makes still pictures: cards of new people, places and things, their images, anchor frames. Clips are in `shooting`."""
