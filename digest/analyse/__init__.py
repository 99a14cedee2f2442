"""Numbers over articles: salience, similarity, stories, events."""
