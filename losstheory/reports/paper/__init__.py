"""What a paper takes from the library: figures at the size of its page, a table of verdicts, references, provenance."""
