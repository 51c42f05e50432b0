"""Vocabularies: PLOVER types with scores, CAMEO codes, speech acts."""
