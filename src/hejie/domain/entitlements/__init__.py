"""What somebody is entitled to: facts and rules in, remedies with their reasons out. The language: docs/rules.md."""
