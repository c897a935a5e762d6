"""Complaints about service or about a person: received, assigned, looked into, answered, closed with the complainant's own word."""
