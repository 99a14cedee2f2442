"""Ways out: an edition becomes bytes."""
