"""Pages on which a shop's people say that goods were sent or handed over."""
