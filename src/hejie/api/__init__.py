"""API v1: JSON over HTTP (OpenAPI 3.1). Each call parses, calls one use case, renders."""
