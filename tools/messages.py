"""Messages of the pages: collect what the code and templates say, fill the catalogues, compile them, check them.

    python tools/messages.py collect [FOLDER]   add new messages; FOLDER holds NAME.py files with MESSAGES to fill in
    python tools/messages.py compile            write the .mo files (not committed)
    python tools/messages.py check              fail on a missing, fuzzy or unused message

Needs polib and Django's own template lexer; no gettext programs.
"""

import ast
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "zholdama"
LANGUAGES = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
}
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "_", "pgettext", "pgettext_lazy"}
PLURAL_CALLS = {"ngettext", "ngettext_lazy"}

Key = tuple[str | None, str, str | None]
"""(context, message, plural)"""


def messages() -> dict[Key, set[str]]:
    """Every message of the package with the files that say it."""
    found: dict[Key, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            for key in _in_python(path.read_text(encoding="utf-8")):
                found.setdefault(key, set()).add(str(path.relative_to(ROOT)))
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            for key in _in_template(path.read_text(encoding="utf-8")):
                found.setdefault(key, set()).add(str(path.relative_to(ROOT)))
    return found


def _in_python(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in PLURAL_CALLS and len(texts) >= 2:
            yield None, texts[0], texts[1]
        elif name in {"pgettext", "pgettext_lazy"} and len(texts) >= 2:
            yield texts[0], texts[1], None
        elif name in CALLS and texts:
            yield None, texts[0], None


_CALL = re.compile(
    r"""\b(gettext|ngettext|pgettext|_)\(\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""(?:\s*,\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))?"""
)


def _in_template(source: str) -> Iterator[Key]:
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    for name, first, second in _CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in (first, second) if text]
        if not texts or not texts[0].strip():
            continue
        if name == "ngettext" and len(texts) == 2:
            yield None, texts[0], texts[1]
        elif name == "pgettext" and len(texts) == 2:
            yield texts[0], texts[1], None
        else:
            yield None, texts[0], None


def catalogue(language: str) -> tuple[Path, polib.POFile]:
    """The catalogue of a language and where it lies."""
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        return path, polib.pofile(str(path), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    return path, catalogue


def collect(folder: Path | None) -> int:
    """Bring the catalogues in step with the code; fill from FOLDER; say what is still missing."""
    found = messages()
    given: dict[str, tuple[object, object]] = {}
    for file in sorted(folder.glob("*.py")) if folder else []:
        said = runpy.run_path(str(file))
        given.update(said.get("MESSAGES") or said.get("TEXTS") or {})
    for place, language in enumerate(LANGUAGES):
        path, known = catalogue(language)
        old = {(entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry for entry in known}
        fresh = polib.POFile(wrapwidth=110)
        fresh.metadata = known.metadata
        for key in sorted(found, key=lambda key: (key[1], key[0] or "")):
            entry = old.get(key) or polib.POEntry(msgctxt=key[0], msgid=key[1], msgid_plural=key[2] or "")
            entry.occurrences = []
            _fill(entry, key, given, place)
            fresh.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(path))
    return check()


def _fill(entry: polib.POEntry, key: Key, given: dict[str, tuple[object, object]], place: int) -> None:
    context, message, plural = key
    text = given.get(f"{message}|{plural}" if plural else message)
    if text is None and context:
        text = given.get(f"{context}\x04{message}")
    if text is None:
        return
    words = text[place]
    if plural:
        forms = list(words) if isinstance(words, list | tuple) else [str(words)]
        count = int(LANGUAGES[list(LANGUAGES)[place]][9])
        entry.msgstr_plural = {form: forms[min(form, len(forms) - 1)] for form in range(count)}
    else:
        entry.msgstr = str(words)


def compile_() -> int:
    """Write the .mo files beside the .po files."""
    for language in LANGUAGES:
        path, known = catalogue(language)
        known.save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def check() -> int:
    """Every message of the code has its words in kk and ru; nothing is fuzzy or left over; placeholders agree."""
    problems = []
    found = set(messages())
    for language in LANGUAGES:
        _, known = catalogue(language)
        entries = {(entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry for entry in known}
        problems += [f"{language}: missing: {key[1]!r}" for key in sorted(found - set(entries), key=str)]
        problems += [
            f"{language}: not used any more: {key[1]!r}" for key in sorted(set(entries) - found, key=str)
        ]
        for entry in known:
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if not texts or not all(texts):
                problems.append(f"{language}: not translated: {entry.msgid!r}")
            elif entry.fuzzy:
                problems.append(f"{language}: fuzzy: {entry.msgid!r}")
            elif any(_names(text) != _names(entry.msgid) for text in texts if not entry.msgid_plural):
                problems.append(f"{language}: placeholders differ: {entry.msgid!r}")
    for problem in problems:
        print(problem)
    print(f"messages: {len(found)} in code and templates, {len(problems)} problems")
    return 1 if problems else 0


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def main(arguments: list[str]) -> int:
    """Run one of the three."""
    acts = {"compile": compile_, "check": check}
    if arguments[:1] == ["collect"]:
        return collect(Path(arguments[1]) if len(arguments) > 1 else None)
    if len(arguments) != 1 or arguments[0] not in acts:
        print(__doc__, file=sys.stderr)
        return 2
    return acts[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
