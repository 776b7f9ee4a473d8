"""Who decides: one module per role with its Protocol and an offline implementation. What gets made is in the assets."""
