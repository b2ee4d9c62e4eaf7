"""Searches for the premises of rules; they look at floats where that helps, and nothing that they see is evidence."""
