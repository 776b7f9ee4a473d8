"""The `spark-video` command. It decides nothing: steps come from `story.steps`, work is done by assets, crew and episode."""
