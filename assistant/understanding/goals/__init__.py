"""Goals: what is wanted and within which limits - what columns are to the target, groups, errors, metrics, wishes."""
