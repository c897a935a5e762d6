"""What can be told of a piece of evidence by itself and beside others: prints of pictures, likeness of texts, signals."""
