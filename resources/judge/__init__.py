"""Judges of finished clips: the contract in `base`, measurement without a model in `local`."""
