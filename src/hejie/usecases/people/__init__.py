"""What concerns people rather than cases: tokens, links without an account, readings that are logged."""
