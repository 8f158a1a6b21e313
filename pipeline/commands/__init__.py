"""The commands, one module per kind of work; ``pipeline.cli`` puts them together."""
