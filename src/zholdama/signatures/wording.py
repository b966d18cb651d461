"""A refusal in words, with each finding of a signature's check as a sentence."""

from zholdama.eds.texts import text
from zholdama.refusals import Refused, in_words


def words(refused: Refused, language: str) -> str:
    """Reason and remedy in kk, ru or en."""
    values = dict(refused.values)
    if refused.code == "signature_invalid":
        codes = [code for code in str(values.get("reasons", "")).split(", ") if code]
        values["reasons"] = "; ".join(_sentence(code, language) for code in codes)
    return in_words(refused.code, language, values)


def _sentence(code: str, language: str) -> str:
    try:
        return text(code, language).rstrip(".")
    except KeyError:
        return code
