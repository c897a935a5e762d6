"""Pages on which an operator writes what the marketplace asks of its shops: papers, deposits, the first time of a shop."""
