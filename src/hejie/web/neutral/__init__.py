"""The neutral's table: his queue, one case with both sides beside each other, proposals, and the decision."""
