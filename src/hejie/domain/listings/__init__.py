"""What sellers say of their goods before a sale: structured facts by category, and what is noticed about them. Never decides."""
