"""Video providers: the contract in `base`, what a drawing provider gets to know in `staging`, one package or module each."""
