"""Celery workers: thin tasks around the use cases of digest.service."""
