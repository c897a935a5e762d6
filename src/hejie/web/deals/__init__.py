"""Pages about deals: lists, one deal for both sides, and the form of its terms."""
