"""Tables: read, kept, looked at and profiled."""
