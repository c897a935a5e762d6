"""What ours is measured beside: each peer's site in a file of its own, run by the peer's own Python."""
