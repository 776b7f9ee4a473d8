"""The Dagster project: story (pure domain), episode (folder <-> models), crew (who decides), assets, checks, cli."""
