"""The words of each language, one module for each."""
