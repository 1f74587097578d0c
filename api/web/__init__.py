"""Starlette only: from requests to services and back."""
