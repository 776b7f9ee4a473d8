"""Asset checks: the gates, two for each. What they verify is decided in `episode.readiness` and `story.gates`."""
