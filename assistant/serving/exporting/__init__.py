"""A kept model taken out of Sextant: as a Python package, as files for a container, as ONNX."""
