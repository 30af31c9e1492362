"""A person's own code as a workflow: declared in a file, run like the built-in one.

In a Python module, `from experiments.declared import step` marks the functions that are its steps.
"""

from experiments.declared.steps import step

__all__ = ["step"]
