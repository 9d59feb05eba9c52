"""The benchmark's driver: set-up, extra cases, and the table of goals."""
