"""The referral's table: from its preparation to what became of it.

`came` is an answer that ends nothing: the employer has seen the person and has not decided. An answer that was taken
back leaves the referral in the person's hands: whoever answers has seen it there.
"""

from zholdama.actors import Role
from zholdama.lifecycle import Lifecycle, step

REFERRAL = Lifecycle(
    name="referral",
    states=("prepared", "signed", "issued", "delivered", "answered", "expired", "replaced", "withdrawn"),
    final=frozenset({"expired", "replaced", "withdrawn"}),
    steps=(
        step("sign", ("prepared",), "signed", Role.HEAD),
        step("issue", ("signed",), "issued", Role.HEAD),
        step("hand_over", ("issued",), "delivered", Role.SPECIALIST, Role.SYSTEM),
        step("answer", ("issued", "delivered"), "answered", Role.SPECIALIST, Role.EMPLOYER),
        step("came", ("issued", "delivered"), None, Role.SPECIALIST, Role.EMPLOYER),
        step("undo_answer", ("answered",), "delivered", Role.SPECIALIST, Role.EMPLOYER),
        step("expire", ("issued", "delivered"), "expired", Role.SYSTEM),
        step("replace", ("issued", "delivered"), "replaced", Role.HEAD),
        step(
            "withdraw", ("prepared", "signed", "issued", "delivered"), "withdrawn", Role.SPECIALIST, Role.HEAD
        ),
    ),
)
