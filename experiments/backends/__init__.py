"""Where runs execute: one back end a file, behind the port in `_base`."""
