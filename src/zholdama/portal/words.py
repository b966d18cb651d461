"""What the house's own codes are called on this door: states, steps, notices, papers, verdicts."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "submitted": (_("Accepted by the portal"), "teal"),
    "registered": (_("With a specialist"), "teal"),
    "in_review": (_("In review"), "teal"),
    "returned": (_("In review"), "teal"),
    "awaiting_signature": (_("Waiting for the head's signature"), "yellow"),
    "decided_positively": (_("Decided, to be handed over"), "green"),
    "refused": (_("Refused, to be handed over"), "orange"),
    "delivered": (_("Result delivered"), "green"),
    "withdrawn": (_("Withdrawn"), "grey"),
    "not_signed": (_("Not signed"), "red"),
}
"""State -> (words, colour of the tag)."""

NEXT = {
    "submitted": _("A specialist of the centre takes the application to work."),
    "registered": _("The specialist checks the application and drafts the decision."),
    "in_review": _("The specialist checks the application and drafts the decision."),
    "returned": _("The specialist corrects the draft after the head's remark."),
    "awaiting_signature": _("The head of the centre signs the decision or gives it back."),
    "decided_positively": _("The specialist hands the result over to you."),
    "refused": _("The specialist hands the decision over to you."),
    "delivered": _("Nobody: the case is closed. You can download the result below."),
    "withdrawn": _("Nobody: you have taken the application back. You can apply again."),
    "not_signed": _("You: the signature did not hold. Apply again at once with a valid certificate."),
}
"""State -> who acts next."""

ACTS = {
    "submit": _("You sent the signed application"),
    "register": _("The centre registered the application"),
    "take": _("The specialist began the review"),
    "ask": _("The specialist asked you a question"),
    "reply": _("You replied"),
    "announce_refusal": _("You were told of an intended refusal"),
    "answer_refusal": _("Your answer to the intended refusal was recorded"),
    "note_fact": _("The specialist wrote down a fact about you"),
    "propose": _("The specialist drafted the decision"),
    "propose_refusal": _("The specialist drafted the decision"),
    "return": _("The head gave the draft back to the specialist"),
    "sign": _("The head signed the decision"),
    "sign_refusal": _("The head signed the decision"),
    "hand_over": _("The result was delivered"),
    "withdraw": _("The application was withdrawn"),
    "signature_received": _("The head's signature was received and is being checked"),
    "signature_settled": _("A signature was checked again"),
    "accept_signature": _("The head accepted your signature as checked by other means"),
    "reject_signature": _("The application ended: the signature did not hold"),
    "recalculate": _("The calendar was corrected, the due time was computed again"),
    "answer": _("The employer's answer was written down"),
    "answer_undone": _("The employer's answer was taken back"),
    "answer_reminder": _("The employer was reminded of the answer"),
    "referral_expired": _("The referral expired: the employer has not answered"),
    "referral_withdrawn": _("The referral was withdrawn"),
    "referral_replaced": _("The referral was replaced by a new version"),
    "referral_next": _("You were referred to a next place"),
    "statement": _("Your word about the answer was written down"),
    "task_done": _("The specialist dealt with it"),
    "participation_ended": _("The end of participation was written down"),
}
OTHER_ACT = _("A step was recorded")

NOTICES = {
    "submitted": _("Your application was accepted."),
    "registered": _("The centre registered your application."),
    "question": _(
        "The specialist has a question for you. Call the centre or come by; the due time does not move."
    ),
    "refusal_intended": _("The centre intends to refuse. You can answer before the decision."),
    "delivered": _("The result is ready."),
    "withdrawn": _("Your application was withdrawn."),
    "not_signed": _("The signature under your application did not hold. You can apply again at once."),
    "due_changed": _("The calendar was corrected. See the due time of your application."),
    "employer_answered": _("The employer answered about your referral. If you do not agree, say so there."),
    "next_referral": _("You were given a referral to a next place."),
    "referral_expired": _(
        "Your referral has expired: the employer did not answer. The centre will call you."
    ),
}
OTHER_NOTICE = _("There is news about your application.")

PAPERS = {
    "application": _("Text of the application you signed"),
    "application_signature": _("Your signature (CMS)"),
    "referral": _("Referral"),
    "guidance": _("Record of vocational guidance"),
    "refusal": _("Reasoned refusal"),
    "referral_large": _("Referral, large print"),
    "guidance_large": _("Record of vocational guidance, large print"),
    "refusal_large": _("Reasoned refusal, large print"),
}
"""Kinds of documents a person may download."""

RESULTS = ("referral", "guidance", "refusal", "referral_large", "guidance_large", "refusal_large")

SOURCES = {
    "register": _("state register of persons"),
    "certificate": _("certificate of your signature"),
    "document": _("document shown at the centre"),
}

REGISTER = {
    "not_found": _("The register does not know you yet. The centre will check your identity itself."),
    "not_checked": _(
        "The register does not answer now. Your application goes on; the centre will ask it later."
    ),
}
"""What to say where the register did not confirm the person."""

CHANNELS = {"portal": _("Portal"), "provider": _("At the centre")}

VERDICTS = {
    "valid": (
        _("Valid"),
        "green",
        _("The referral is genuine and holds. Compare the data below with the paper."),
    ),
    "expired": (_("Expired"), "orange", _("The paper is genuine, but its time is over.")),
    "replaced": (
        _("Replaced"),
        "orange",
        _("The paper is genuine, but a newer one has taken its place. Ask for the new one."),
    ),
    "withdrawn": (_("Withdrawn"), "red", _("The paper is genuine, but the centre has withdrawn it.")),
    "forged": (
        _("Not genuine"),
        "red",
        _("This is not what a centre issued: it was changed, or it never was a paper of ours."),
    ),
    "unknown": (
        _("Not known"),
        "grey",
        _("There is no such paper to be shown. Check the code; if it is right, call 1414."),
    ),
}
"""Verdict -> (one word, colour, what it means)."""

OFFLINE_VERDICTS = {
    **{name: said for name, said in VERDICTS.items() if name != "unknown"},
    "valid": (
        _("Valid"),
        "green",
        _("The referral was genuine and held when the list was made. Compare the data below with the paper."),
    ),
    "unknown_key": (
        _("Key not known"),
        "grey",
        _(
            "The key that signed this paper is not on the list, or nobody may trust it any more. Check it online."
        ),
    ),
}
"""The same for a page that knows no more than its list."""

PAPER_KINDS = {"refusal": _("Reasoned refusal")}
"""Kinds of papers that are no measure of the edition."""

SIGNATURES = {
    "valid": (_("Good"), "green"),
    "undetermined": (_("Could not be checked yet"), "yellow"),
    "invalid": (_("Bad"), "red"),
}
"""Verdict on a signature -> (words, colour of the tag)."""
