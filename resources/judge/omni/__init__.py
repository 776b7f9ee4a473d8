"""The clip judge that is a model: it looks and listens, over DashScope's compatible surface. Rubric and forms are data."""
