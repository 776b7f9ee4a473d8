"""The domain: what a drama episode is and every rule about it. No Dagster, no http, no files, no clock."""
