"""Bytes and markup become text with sections, sentences and tokens."""
