from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.language import make_doc
from dragoman.readers import read_text
from dragoman.records import Document, Segment


@settings(max_examples=25)
@given(text=st.text(alphabet=st.sampled_from("aB .,\n\t\u00a0“”'’s"), min_size=1, max_size=60))
def test_the_spacy_doc_holds_the_text_unchanged(coder: Any, text: str) -> None:
    document = Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),))
    analysis = coder.analyse(document)
    assert make_doc(analysis).text == text


def test_sentences_tags_and_mentions_are_on_the_doc(coder: Any) -> None:
    document = read_text("Chile expelled two diplomats on Monday. Peru protested.")
    assert isinstance(document, Document)
    doc = make_doc(coder.analyse(document))
    assert len(list(doc.sents)) == 2
    assert doc[1].pos_ == "VERB" and doc[1].dep_ == "ROOT" and doc[1]._.event_type == "SANCTION"
    assert "Chile" in {span.text for span in doc.spans["mentions"]}
