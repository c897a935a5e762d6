"""Pages of whoever runs a marketplace, of its auditors and its own service agents."""
