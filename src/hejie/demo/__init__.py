"""`make demo`: a market made through the use cases alone, with the clock moved, and then served."""
