"""How many statements each page makes: at most 15, the same however many rows it shows."""

from typing import Any
from uuid import uuid4

import pytest

LIMIT = 15

SNAPSHOT = {
    "reception": 8,
    "specialist": 14,
    "ticket": 10,
    "case": 15,
    "sign": 15,
    "head": 12,
    "supervisor": 15,
    "staff": 6,
    "office": 7,
    "search": 3,
    "work": 9,
    "staffing_plan": 8,
    "operator": 5,
    "audit": 6,
}


@pytest.fixture
def measured(desk: Any, visit: Any, centre: Any, overseer: Any) -> Any:
    """Count the statements of every page, with `rows` cases and waiting people."""
    browsers: dict[str, Any] = {}

    def browser(login: str, at: Any) -> Any:
        if login not in browsers:
            browsers[login] = overseer(login) if login in {"operator", "auditor"} else desk(login)
        browsers[login].at = at
        return browsers[login]

    def count(one: Any) -> dict[str, int]:
        at = one.desk.at
        pages = {
            "reception": ("qabyldau", "/desk/"),
            "specialist": ("maman1", "/desk/"),
            "ticket": ("maman1", f"/desk/tickets/{one.ticket}/"),
            "case": ("maman1", f"/desk/applications/{one.case}/"),
            "sign": ("basshy", f"/desk/sign/{one.case}/"),
            "head": ("basshy", "/desk/"),
            "supervisor": ("baqylau", "/desk/"),
            "staff": ("basshy", "/desk/staff/"),
            "office": ("basshy", "/desk/office/"),
            "search": ("maman1", "/desk/search/"),
            "work": ("maman1", "/desk/work-list/"),
            "staffing_plan": ("baqylau", "/desk/staffing-plan/"),
            "operator": ("operator", "/desk/operator/"),
            "audit": ("auditor", "/desk/audit/"),
        }
        counted = {}
        for name, (login, address) in pages.items():
            who = one.desk if login == "maman1" else browser(login, at)
            with who.queries() as statements:
                assert who.get(address).status_code == 200, name
            counted[name] = len(statements)
        return counted

    return count


def test_few_statements_and_no_more_with_more_rows(measured: Any, visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    browser = one.desk
    browser.post("/desk/arrive/", {"key": str(uuid4())})
    few = measured(one)
    for slug in ("bauyrzhan", "galina", "zhanna"):
        browser.post(f"/desk/tickets/{one.ticket}/finish/")
        one = visit(slug=slug, browser=browser).to_head()
    for _ in range(5):
        browser.post("/desk/arrive/", {"key": str(uuid4())})
    many = measured(one)
    assert many == few
    assert max(many.values()) <= LIMIT, many
    assert many == SNAPSHOT
