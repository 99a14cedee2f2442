"""How much a single document may weigh before it is refused."""

MAX_DOCUMENT_BYTES = 20_000_000
"""Decoded bytes of one document: the longest article of a year of Wikinews has 60 kB, a whole
book 2 MB; twenty million bytes are no article, and would hold a worker for minutes."""

MAX_LINE_BYTES = 2 * MAX_DOCUMENT_BYTES
"""Bytes of one line of JSON Lines: escapes may double a document."""

MAX_IMPORT_BYTES = 500_000_000
"""Bytes of one file of JSON Lines, unpacked: it is read into memory to be stored; a decade of a
busy newsroom's texts has about as many."""
