"""What the rules of identity say to people, in three languages, each with its remedy."""

from dataclasses import dataclass

from zholdama.passport.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is wrong or unusual, and what to do about it."""

    text: Text
    remedy: Text


def _words(text: tuple[str, str, str], remedy: tuple[str, str, str]) -> Words:
    return Words(
        text=Text(kk=text[0], ru=text[1], en=text[2]), remedy=Text(kk=remedy[0], ru=remedy[1], en=remedy[2])
    )


_SEE_DOCUMENT = (
    "Құжатпен салыстырып, қайта жазыңыз.",
    "Сверьте с документом и введите ещё раз.",
    "Compare it with the document and type it again.",
)
_OTHER_DOCUMENT = (
    "Жарамды басқа құжат көрсетіңіз немесе құжатты ауыстырыңыз.",
    "Предъявите другой действующий документ или замените этот.",
    "Show another document that is still valid, or renew this one.",
)

DOCUMENT_WORDS: dict[str, Words] = {
    "unknown_kind": _words(
        ("Мұндай құжат түрі жоқ.", "Такого вида документа нет.", "There is no such kind of document."),
        ("Тізімнен таңдаңыз.", "Выберите из списка.", "Choose one from the list."),
    ),
    "empty": _words(
        ("Құжат нөмірі жазылмаған.", "Номер документа не указан.", "The document number is missing."),
        ("Нөмірін жазыңыз.", "Введите номер.", "Type the number."),
    ),
    "foreign_digits": _words(
        (
            "Нөмір басқа жазудың цифрларымен жазылған.",
            "Номер записан цифрами другой письменности.",
            "The number is written with digits of another script.",
        ),
        (
            "0-ден 9-ға дейінгі кәдімгі цифрлармен жазыңыз.",
            "Введите обычными цифрами от 0 до 9.",
            "Type it with the ordinary digits 0 to 9.",
        ),
    ),
    "look_alike_letter": _words(
        (
            "Нөмірде ұқсас кирилл әрпі тұр.",
            "В номере стоит похожая буква кириллицы.",
            "The number has a Cyrillic letter that only looks right.",
        ),
        (
            "Әріпті латын пернетақтасымен жазыңыз.",
            "Введите букву на латинской раскладке.",
            "Type the letter on a Latin keyboard.",
        ),
    ),
    "nine_digits": _words(
        (
            "Бұл құжаттың нөмірі 9 цифрдан тұрады.",
            "Номер этого документа состоит из 9 цифр.",
            "The number of this document has 9 digits.",
        ),
        _SEE_DOCUMENT,
    ),
    "letter_and_digits": _words(
        (
            "Паспорт нөмірі – N әрпі және 8 цифр.",
            "Номер паспорта – буква N и 8 цифр.",
            "The number of a passport is the letter N and 8 digits.",
        ),
        _SEE_DOCUMENT,
    ),
    "free_number": _words(
        (
            "Нөмір 30 таңбадан аспайды және онда цифр болады. Әріп, цифр, бос орын, № . / - жазуға болады.",
            "Номер не длиннее 30 знаков и содержит цифру. Можно вводить буквы, цифры, пробел, № . / -.",
            "The number has at most 30 signs and a digit; letters, digits, spaces, № . / - may be used.",
        ),
        _SEE_DOCUMENT,
    ),
    "expired": _words(
        ("Құжаттың мерзімі өткен.", "Срок действия документа истёк.", "The document has expired."),
        _OTHER_DOCUMENT,
    ),
    "issued_in_future": _words(
        (
            "Берілген күні әлі келген жоқ.",
            "Дата выдачи ещё не наступила.",
            "The date of issue has not come yet.",
        ),
        _SEE_DOCUMENT,
    ),
    "expires_before_issue": _words(
        (
            "Мерзімі берілген күнінен бұрын аяқталады.",
            "Срок истекает раньше даты выдачи.",
            "The document expires before it was issued.",
        ),
        _SEE_DOCUMENT,
    ),
    "older_form": _words(
        (
            "Нөмір ескі немесе сирек үлгіде.",
            "Номер старого или редкого образца.",
            "The number is of an older or rare form.",
        ),
        (
            "Құжаттағымен бірдей болса, жалғастырыңыз.",
            "Если он совпадает с документом, продолжайте.",
            "If it is the same as in the document, go on.",
        ),
    ),
}

NAME_WORDS: dict[str, Words] = {
    "empty": _words(
        ("Аты жазылмаған.", "Имя не указано.", "The name is missing."),
        ("Құжаттағыдай жазыңыз.", "Введите, как в документе.", "Type it as in the document."),
    ),
    "control": _words(
        (
            "Атында жол ауыстыру немесе басқару таңбасы бар.",
            "В имени есть перевод строки или управляющий знак.",
            "The name has a line break or a control sign in it.",
        ),
        ("Атын қолмен қайта теріңіз.", "Наберите имя заново вручную.", "Type the name again by hand."),
    ),
    "too_long": _words(
        (
            "Аты тым ұзын: 120 таңбадан асады.",
            "Имя слишком длинное: больше 120 знаков.",
            "The name is too long: more than 120 signs.",
        ),
        (
            "Тек құжатта жазылғанын қалдырыңыз.",
            "Оставьте только то, что написано в документе.",
            "Keep only what the document says.",
        ),
    ),
    "mixed_alphabets": _words(
        (
            "Бір сөзде кирилл және латын әріптері араласқан.",
            "В одном слове смешаны кириллица и латиница.",
            "One word mixes Cyrillic and Latin letters.",
        ),
        (
            "Құжатта солай болса ғана қалдырыңыз.",
            "Оставьте так, только если так в документе.",
            "Keep it only if the document has it so.",
        ),
    ),
    "unusual_signs": _words(
        (
            "Атында әріп емес таңбалар бар.",
            "В имени есть знаки, которые не являются буквами.",
            "The name has signs in it that are not letters.",
        ),
        (
            "Құжатта солай болса ғана қалдырыңыз.",
            "Оставьте так, только если так в документе.",
            "Keep it only if the document has it so.",
        ),
    ),
}
