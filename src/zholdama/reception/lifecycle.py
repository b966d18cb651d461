"""The ticket's table. No step moves a ticket ahead of another (P8.1c, R6)."""

from zholdama.actors import Role
from zholdama.lifecycle import Lifecycle, step

TICKET = Lifecycle(
    name="ticket",
    states=("waiting", "serving", "served", "left"),
    final=frozenset({"served", "left"}),
    steps=(
        step("start_service", ("waiting",), "serving", Role.SPECIALIST),
        step("finish_service", ("serving",), "served", Role.SPECIALIST),
        step("leave", ("waiting",), "left", Role.RECEPTIONIST, Role.SPECIALIST),
    ),
)
