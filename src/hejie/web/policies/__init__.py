"""After-sales policies of platforms and shops: the editor, their versions, and what buyers read of them."""
