"""Who decides: a package per department; each role a Protocol with an offline and a model implementation."""
