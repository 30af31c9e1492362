"""What a person sees. Every page is a script that begins with `open_page`."""

from pages.components.frame import navigation, open_page

__all__ = ["navigation", "open_page"]
