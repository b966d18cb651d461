"""A refusal in the person's words, with each finding of a signature's check as a sentence."""

from zholdama.portal.furniture import language
from zholdama.refusals import Refused
from zholdama.signatures import wording


def words(refused: Refused) -> str:
    """Reason and remedy in the page's language."""
    return wording.words(refused, language())
