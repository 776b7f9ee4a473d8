"""The vendored caption font and its licence (`OFL.txt`). A package, so that both are installed."""
