"""The public views: one row a thing, wide, with every column explained. Analysts and the app's SQL see these."""

from store.views._view import View
from store.views.making import document, make_views, public_views

__all__ = ["View", "document", "make_views", "public_views"]
