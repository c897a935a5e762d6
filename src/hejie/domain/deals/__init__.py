"""Agreements on a sale that both sides make before anything is paid (交易约定): terms, changes, one version that both confirm."""
