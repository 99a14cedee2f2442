"""Time expressions become dates with proofs."""
