"""The HTTP face: feeds, pages, PDFs and the API."""
