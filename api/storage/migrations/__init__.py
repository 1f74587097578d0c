"""Migrations, named by purpose; written by Tortoise's own `makemigrations` and read through."""
