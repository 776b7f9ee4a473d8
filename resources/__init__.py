"""The outside world: files, providers, speech, media. Speaks in its own types; knows nothing of stories or Dagster assets."""
