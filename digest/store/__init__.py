"""Rows and blobs for values."""
