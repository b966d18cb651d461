"""A refusal in the person's words, with each finding of a signature's check as a sentence."""

from zholdama.eds.texts import text
from zholdama.portal.furniture import language
from zholdama.refusals import Refused, in_words


def words(refused: Refused) -> str:
    """Reason and remedy in the page's language."""
    values = dict(refused.values)
    if refused.code == "signature_invalid":
        codes = [code for code in str(values.get("reasons", "")).split(", ") if code]
        values["reasons"] = "; ".join(_sentence(code) for code in codes)
    return in_words(refused.code, language(), values)


def _sentence(code: str) -> str:
    try:
        return text(code, language()).rstrip(".")
    except KeyError:
        return code
