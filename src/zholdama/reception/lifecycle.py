"""The ticket's table. No step moves a ticket ahead of another (P8.1c, R6)."""

from zholdama.actors import Role
from zholdama.lifecycle import Lifecycle, step

TICKET = Lifecycle(
    name="ticket",
    states=("waiting", "called", "missed", "serving", "served", "left", "no_show"),
    final=frozenset({"served", "left", "no_show"}),
    steps=(
        step("call", ("waiting",), "called", Role.SPECIALIST),
        step("recall", ("called",), None, Role.SPECIALIST),
        step("miss", ("called",), "missed", Role.SPECIALIST),
        step("come_back", ("missed",), "waiting", Role.RECEPTIONIST, Role.SPECIALIST),
        step("no_show", ("missed",), "no_show", Role.SYSTEM),
        step("start_service", ("called",), "serving", Role.SPECIALIST),
        step("send_back", ("called", "serving"), "waiting", Role.SPECIALIST, Role.HEAD),
        step("finish_service", ("serving",), "served", Role.SPECIALIST),
        step("leave", ("waiting",), "left", Role.RECEPTIONIST, Role.SPECIALIST),
    ),
)

LIVE = ("waiting", "called", "missed", "serving")
"""States of a ticket that its person still holds; closing ends none of them (R7)."""
