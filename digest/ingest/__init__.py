"""Ways in: files and streams become documents."""
