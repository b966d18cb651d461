"""GOV.UK Frontend's compiled stylesheet made ours: no font, crest, colour or component of gov.uk itself.

The compiled CSS is the interface the package promises; compiling its Sass would need a second tool chain. So
the few rules that must go are taken out of the compiled text, and each literal colour becomes a custom
property that `static/ui/theme.css` defines.
"""

import re
from collections.abc import Iterator

UNUSED = re.compile(
    r"\.govuk-(accordion|cookie-banner|exit-this-page|feedback|footer|generic-header|header|language-navigation"
    r"|logo|password-input|service-navigation|template__footer)(?![a-z])"
)
"""Components the pages do not use: the look of gov.uk itself, or furniture of which we have our own."""

COLOURS = {
    "#0f7a52": "var(--app-action)",
    "#0b5c3e": "var(--app-action-hover)",
    "#083d29": "var(--app-action-edge)",
    "#f3f3f3": "var(--app-quiet)",
    "#cecece": "var(--app-quiet-hover)",
    "#858686": "var(--app-quiet-edge)",
    "#0b0c0c": "var(--app-ink)",
    "#ca3535": "var(--app-danger)",
    "#982828": "var(--app-danger-hover)",
    "#651b1b": "var(--app-danger-edge)",
    "#0f385c": "var(--app-brand-edge)",
    "#1d70b8": "var(--app-brand)",
    "#f4f8fb": "var(--app-surface)",
    "#d2e2f1": "var(--app-brand-tint)",
    "#cfe4dc": "var(--app-good-tint)",
    "#f4d7d7": "var(--app-danger-tint)",
    "#fde4d7": "var(--app-warm-tint)",
    "#7a3c1c": "var(--app-warm-ink)",
    "#ffee80": "var(--app-sun-tint)",
}


def house_css(compiled: str) -> str:
    """Return the stylesheet the pages use, from the package's compiled and minified CSS."""
    text = re.sub(r"/\*.*?\*/", "", compiled, flags=re.DOTALL).replace('@charset "UTF-8";', "")
    text = re.sub(r"var\((--govuk-[a-z-]+),#[0-9a-f]{3,6}\)", r"var(\1)", text)
    text = re.sub(r"font-family:(GDS Transport,arial,)?sans-serif", "font-family:var(--app-font)", text)
    text = "".join(_kept(text))
    for literal, name in COLOURS.items():
        text = re.sub(re.escape(literal) + r"\b", name, text)
    return '@charset "UTF-8";\n' + text.strip() + "\n"


def _kept(text: str) -> Iterator[str]:
    for prelude, body in _blocks(text):
        if prelude.startswith("@font-face") or (prelude == ":root" and "--govuk-brand-colour" in body):
            continue
        if prelude.startswith(("@media", "@supports", "@-moz-document")):
            inner = "".join(_kept(body))
            if inner:
                yield f"{prelude}{{{inner}}}"
        else:
            selectors = [one for one in _selectors(prelude) if not UNUSED.search(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Cut a list of rules into (selector or at-rule, what stands between its braces)."""
    start = depth = opened = 0
    for place, sign in enumerate(text):
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened].strip(), text[opened + 1 : place]
                start = place + 1
    if depth or text[start:].strip():
        raise ValueError("the stylesheet does not end where its last rule ends")


def _selectors(prelude: str) -> list[str]:
    """Split a selector list at the commas that stand outside brackets, as in `:not(a, b)`."""
    return re.split(r",(?![^(]*\))", prelude)
