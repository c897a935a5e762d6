"""Who must prove what, in which order, and what follows if nobody does: burden trees as data, and how a file stands in them."""
