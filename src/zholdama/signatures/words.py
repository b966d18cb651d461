"""A reason in words: those of the signature room, and those of the port's own."""

from zholdama.eds import texts

_OWN = {
    "ncanode.silent": (
        "Қолтаңбаны тексеру қызметі жауап бермеді.",
        "Служба проверки подписей не ответила.",
        "The service that checks signatures gave no answer.",
    ),
    "ncanode.form": (
        "Қолтаңбаны тексеру қызметінің жауабы түсініксіз.",
        "Ответ службы проверки подписей непонятен.",
        "The answer of the service that checks signatures is not understood.",
    ),
    "ncanode.refused": (
        "Қолтаңбаны тексеру қызметі қолтаңбаны жарамсыз деді.",
        "Служба проверки подписей признала подпись недействительной.",
        "The service that checks signatures says that the signature is not valid.",
    ),
    "ncanode.certificate": (
        "Қолтаңбаны тексеру қызметі сертификатты растамады.",
        "Служба проверки подписей не подтвердила сертификат.",
        "The service that checks signatures has not confirmed the certificate.",
    ),
    "ncanode.revocation": (
        "Қызмет сертификаттың қайтарып алынбағанын тексере алмады.",
        "Служба не смогла проверить, не отозван ли сертификат.",
        "The service could not check whether the certificate was revoked.",
    ),
}


def text(code: str, language: str) -> str:
    """The sentence for a reason code in kk, ru or en; an unknown code stands for itself."""
    if code in _OWN:
        return _OWN[code][texts.LANGUAGES.index(language)]
    try:
        return texts.text(code, language)
    except KeyError:
        return code
