"""Between folder and story: reads and writes an episode's documents as models, says what is fresh and what gates show."""
