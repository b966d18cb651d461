"""The referral's table: from its preparation to what became of it."""

from zholdama.actors import Role
from zholdama.lifecycle import Lifecycle, step

REFERRAL = Lifecycle(
    name="referral",
    states=("prepared", "signed", "issued", "delivered", "answered", "expired", "replaced", "withdrawn"),
    final=frozenset({"answered", "expired", "replaced", "withdrawn"}),
    steps=(
        step("sign", ("prepared",), "signed", Role.HEAD),
        step("issue", ("signed",), "issued", Role.HEAD),
        step("hand_over", ("issued",), "delivered", Role.SPECIALIST, Role.SYSTEM),
        step("answer", ("issued", "delivered"), "answered", Role.SPECIALIST, Role.EMPLOYER),
        step("expire", ("issued", "delivered"), "expired", Role.SYSTEM),
        step("replace", ("issued", "delivered"), "replaced", Role.HEAD),
        step(
            "withdraw", ("prepared", "signed", "issued", "delivered"), "withdrawn", Role.SPECIALIST, Role.HEAD
        ),
    ),
)
