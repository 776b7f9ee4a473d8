"""What all clients of remote services share: addresses and keys, one way to ask and to fetch. No service's format here."""
