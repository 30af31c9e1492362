"""What a public view is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """A public view: its query and what each of its columns means."""

    name: str
    comment: str
    sql: str
    columns: dict[str, str]


DATASET_OF = """
  LEFT JOIN facts.dataset_version v ON v.id = {of}.version_id
  LEFT JOIN facts.dataset d ON d.id = v.dataset_id"""
"""Joins the dataset `d` of the version that the table `{of}` points to."""
