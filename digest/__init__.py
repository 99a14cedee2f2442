"""Cited, dated, reproducible digests of articles."""

__version__ = "0.1.0"
