"""The application's table: every step, from where to where, open to whom.

`returned` is the head giving the draft back. `assign` gives the case to a specialist. A question to the applicant is a
step that keeps the state. None touches a clock (R11). `not_signed` ends an application whose signature was taken unchecked
and has proved not to hold. `hand_over_on_paper` says that a result was given by hand before the case was keyed in.
`note_fact` writes a fact about the person down. `announce_refusal` tells the person of an intended refusal, and
`answer_refusal` is what the person says to it: a hearing, where the edition demands one.
"""

from zholdama.actors import Role
from zholdama.lifecycle import Lifecycle, step

WITH_SPECIALIST = ("registered", "in_review", "returned")
OPEN = ("submitted", *WITH_SPECIALIST, "awaiting_signature")

APPLICATION = Lifecycle(
    name="application",
    states=(
        "draft",
        "submitted",
        "registered",
        "in_review",
        "returned",
        "awaiting_signature",
        "decided_positively",
        "refused",
        "delivered",
        "withdrawn",
        "not_signed",
    ),
    final=frozenset({"delivered", "withdrawn", "not_signed"}),
    steps=(
        step("submit", ("draft",), "submitted", Role.CITIZEN),
        step("register", ("draft", "submitted"), "registered", Role.SPECIALIST),
        step("hand_over_on_paper", ("registered",), None, Role.SPECIALIST),
        step("take", ("registered", "returned"), "in_review", Role.SPECIALIST),
        step("ask", ("in_review",), None, Role.SPECIALIST),
        step("reply", ("in_review", "registered", "submitted"), None, Role.CITIZEN),
        step("assign", ("submitted", *WITH_SPECIALIST), None, Role.HEAD),
        step("note_fact", ("submitted", *WITH_SPECIALIST), None, Role.SPECIALIST),
        step("announce_refusal", WITH_SPECIALIST, None, Role.SPECIALIST),
        step("answer_refusal", WITH_SPECIALIST, None, Role.CITIZEN, Role.SPECIALIST),
        step("propose", WITH_SPECIALIST, "awaiting_signature", Role.SPECIALIST),
        step("propose_refusal", WITH_SPECIALIST, "awaiting_signature", Role.SPECIALIST),
        step("return", ("awaiting_signature",), "returned", Role.HEAD),
        step("sign", ("awaiting_signature",), "decided_positively", Role.HEAD),
        step("sign_refusal", ("awaiting_signature",), "refused", Role.HEAD),
        step("hand_over", ("decided_positively", "refused"), "delivered", Role.SPECIALIST, Role.SYSTEM),
        step("withdraw", OPEN, "withdrawn", Role.CITIZEN, Role.SPECIALIST),
        step("accept_signature", OPEN, None, Role.HEAD),
        step("reject_signature", OPEN, "not_signed", Role.HEAD, Role.SYSTEM),
    ),
)
