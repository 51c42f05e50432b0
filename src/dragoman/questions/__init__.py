"""Questions to records: who must aid whom, who denies what, what was signed, who is under which measure (DOMAIN, section 7).

Every answer is a row with the words of the text that it rests on. Pure: records in, rows out.
"""

from dragoman.questions.answers import COLUMNS, QUESTIONS, Answer, ask
from dragoman.questions.filters import Filter

__all__ = ["COLUMNS", "QUESTIONS", "Answer", "Filter", "ask"]
