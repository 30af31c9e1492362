"""A single series: its moments as steps, what can be known of the next value, and models that continue it."""
