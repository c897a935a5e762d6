"""Pages of after-sales service: asking for it, answering it, its steps, and what a shop sets for it."""
