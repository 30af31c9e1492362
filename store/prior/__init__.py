"""The experience that Sextant arrives with: past runs of the built-in workflow over public tables."""

from store.prior.pack import PriorPack, load_prior

__all__ = ["PriorPack", "load_prior"]
