"""Pages about oneself: the way in, second factor, tokens, roles, language, links without an account."""
