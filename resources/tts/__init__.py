"""Speech: the contract in `base`, the embedded voice in `espeak`. Music and noises live in `resources.sound`."""
