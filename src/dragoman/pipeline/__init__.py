"""The pipeline: runs one document through the rooms (``load_coder``, ``Coder``)."""

from dragoman.pipeline.coder import Coder, load_coder

__all__ = ["Coder", "load_coder"]
