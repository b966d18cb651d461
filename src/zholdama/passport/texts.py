"""A text for people in the three languages of the house."""

from dataclasses import dataclass

LANGUAGES: tuple[str, ...] = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in Kazakh, Russian and English; all three are always there."""

    kk: str
    ru: str
    en: str

    def in_language(self, code: str) -> str:
        """The text in the language `code` ("kk", "ru", "en", a region as in "kk-KZ" is ignored).

        A language the house does not speak is answered in Kazakh, the first language of the service.
        """
        short = code.replace("_", "-").split("-", 1)[0].lower()
        return {"ru": self.ru, "en": self.en}.get(short, self.kk)

    def as_dict(self) -> dict[str, str]:
        """`{"kk": ..., "ru": ..., "en": ...}`, in that order."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}
