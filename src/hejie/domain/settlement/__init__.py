"""Settlement: what both sides of a negotiation can gain, which packages are worth proposing, what is believed of a side.

Pure and deterministic: the same scenario gives the same answer. NumPy is allowed here and nowhere else in the domain.
"""
