"""Dagster assets, thin: they load models, ask the crew, and hand models to the IO manager. Rules and work live below."""
