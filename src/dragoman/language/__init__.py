"""The language room: Document -> Analysis (the only place that knows onnxruntime, tokenizers and spaCy)."""

from dragoman.language.analyse import LanguageModel
from dragoman.language.doc import make_doc

__all__ = ["LanguageModel", "make_doc"]
