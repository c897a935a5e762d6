"""Pages of vouchers, reviews, promises of agents, and what is asked after the end."""
