"""Questions of figures over the rows of a table: "avg fuel by cargo", "share of leavers with overtime > 10"."""
