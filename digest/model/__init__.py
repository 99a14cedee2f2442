"""Frozen values that pass between the rooms; standard library only."""
