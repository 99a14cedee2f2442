"""Analysis becomes an edition; an uncited sentence is refused."""
