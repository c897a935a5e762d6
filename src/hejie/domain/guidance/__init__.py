"""Guidance: articles that answer before anybody has to complain, and how their words are found."""
