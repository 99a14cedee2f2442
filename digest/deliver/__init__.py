"""Ways out over the network."""
