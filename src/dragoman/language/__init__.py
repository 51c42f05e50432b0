"""The language room: Document -> Analysis (the only place that knows onnxruntime, tokenizers and spaCy)."""

from dragoman.language.analyse import LanguageModel
from dragoman.language.doc import make_doc
from dragoman.language.gate import Gate

__all__ = ["Gate", "LanguageModel", "make_doc"]
