"""Handrail: the server."""
