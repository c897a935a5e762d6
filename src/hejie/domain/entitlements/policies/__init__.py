"""After-sales policies of shops and platforms as data: what they promise beside the law, and never below it."""
