"""Words for what Django's own field checks find.

Django says "This field is required." for each of five empty fields, and says much of the rest in no Kazakh
at all. Here each stock message becomes `label: what to do`, the same words beside the field and in the
summary at the top of the page. A message that a form wrote itself is left as it stands.
"""

from collections.abc import Iterator

from django.core import validators
from django.core.exceptions import ValidationError
from django.forms import fields
from django.utils.translation import gettext_lazy as _

WORDS = {
    "required": _("fill this in"),
    "required choice": _("choose an answer"),
    "required file": _("choose a file"),
    "required tick": _("tick the box"),
    "required date": _("write the day, month and year"),
    "invalid": _("this cannot be read, check what you typed"),
    "invalid number": _("write a number in digits"),
    "invalid email": _("write an e-mail address such as name@example.kz"),
    "invalid_choice": _("choose one of the answers offered"),
    "invalid_list": _("choose from the answers offered"),
    "max_length": _("too long: %(show_value)s characters, at most %(limit_value)s"),
    "min_length": _("too short: %(show_value)s characters, at least %(limit_value)s"),
    "max_value": _("at most %(limit_value)s"),
    "min_value": _("at least %(limit_value)s"),
    "null_characters_not_allowed": _("contains a sign that cannot be stored, type it again"),
    "empty": _("the file is empty, choose another one"),
    "missing": _("the file did not arrive, choose it again"),
    "invalid_extension": _("files of this kind are not accepted; accepted: %(allowed_extensions)s"),
    "incomplete": _("add what is missing: %(missing)s"),
    "no such date": _("there is no such date; write it in digits, for example 27 3 1990"),
    "short year": _("write the year with four digits"),
    "too early": _("must be %(limit)s or later"),
    "too late": _("must be %(limit)s or earlier"),
}


def _stock() -> frozenset[int]:
    """Identities of the messages Django ships; a form's own message is another object."""
    checks = [one for one in vars(fields).values() if isinstance(one, type) and issubclass(one, fields.Field)]
    rules = [one for one in vars(validators).values() if hasattr(one, "message")]
    texts = [text for check in checks for text in getattr(check, "default_error_messages", {}).values()]
    return frozenset(map(id, [*texts, *(rule.message for rule in rules)]))


STOCK = _stock()


def in_words(*, label: str, kind: str, error: ValidationError) -> Iterator[str]:
    """Yield the texts of one field's error; `kind` is that of `HouseField.kind`."""
    code = str(error.code or "")
    ours = WORDS.get(f"{code} {kind}") or WORDS.get(code)
    if ours is None or (id(error.message) not in STOCK and error.message != ours):
        yield from error.messages
    else:
        words = str(ours) % (error.params or {})
        # A label that is a question needs no colon; what follows is then a sentence of its own.
        ends = label[-1:] in "?!."
        yield f"{label} {words[:1].upper()}{words[1:]}" if ends else f"{label}: {words}"
