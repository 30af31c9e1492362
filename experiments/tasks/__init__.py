"""The exact rules that turn a wish and a table into a task; `experiments.task.settle` is the way in."""
