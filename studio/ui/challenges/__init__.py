"""The place of challenges: the library's open challenges come in, the one that a person wants to answer goes out."""
