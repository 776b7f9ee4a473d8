"""Still pictures for money: portraits, sets, props, anchor frames, and new states of them. Drawn ones are the animatic's."""
