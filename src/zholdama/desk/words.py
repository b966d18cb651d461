"""What states, acts, roles and clocks are called on the desks' pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ROLES: Mapping[str, Any] = {
    "receptionist": _("receptionist"),
    "specialist": _("specialist"),
    "head": _("head"),
    "supervisor": _("supervisor"),
    "auditor": _("auditor"),
    "operator": _("operator"),
    "citizen": _("applicant"),
    "employer": _("employer"),
    "system": _("the system"),
}

STATES: Mapping[str, tuple[Any, str]] = {
    "draft": (_("Draft"), "grey"),
    "submitted": (_("Submitted"), "teal"),
    "registered": (_("Registered"), "teal"),
    "in_review": (_("In review"), "yellow"),
    "returned": (_("Returned by the head"), "orange"),
    "awaiting_signature": (_("Awaiting signature"), "purple"),
    "decided_positively": (_("Decided positively"), "green"),
    "refused": (_("Refused"), "red"),
    "delivered": (_("Delivered"), "grey"),
    "withdrawn": (_("Withdrawn"), "grey"),
    "not_signed": (_("Not signed"), "red"),
}
"""State of an application -> (its name, the colour of its tag)."""

NEXT: Mapping[str, Any] = {
    "submitted": _("A specialist takes the application."),
    "registered": _("The specialist prepares the decision."),
    "in_review": _("The specialist prepares the decision."),
    "returned": _("The specialist corrects the draft."),
    "awaiting_signature": _("The head signs or returns the draft."),
    "decided_positively": _("The specialist hands the result over."),
    "refused": _("The specialist hands the result over."),
    "delivered": _("Nobody: the case is finished."),
    "withdrawn": _("Nobody: the person has withdrawn the application."),
    "not_signed": _("Nobody: the signature under the application did not hold. The person can apply again."),
}
"""State of an application -> who acts next."""

REFERRALS: Mapping[str, Any] = {
    "prepared": _("prepared"),
    "signed": _("signed"),
    "issued": _("signed, not handed over yet"),
    "delivered": _("in the person's hands"),
    "answered": _("answered by the employer"),
    "expired": _("expired"),
    "replaced": _("replaced by a newer version"),
    "withdrawn": _("withdrawn"),
}
"""State of a referral -> its name."""

TICKETS: Mapping[str, Any] = {
    "waiting": _("waiting"),
    "called": _("called"),
    "missed": _("missed the call"),
    "serving": _("being served"),
    "served": _("served"),
    "left": _("left without being served"),
    "no_show": _("did not come"),
}

ACTS: Mapping[str, Any] = {
    "arrive": _("Arrival, ticket issued"),
    "call": _("Called to the counter"),
    "recall": _("Called again"),
    "miss": _("Nobody came; the ticket was put aside"),
    "come_back": _("Came after a missed call"),
    "no_show": _("Did not come within the grace"),
    "start_service": _("Service at the counter began"),
    "resume_service": _("Service at the counter went on"),
    "send_back": _("Sent back into the queue"),
    "finish_service": _("Service at the counter ended"),
    "leave": _("The person left without being served"),
    "identify": _("Person identified by a document"),
    "submit": _("Application submitted on the portal"),
    "register": _("Application registered"),
    "take": _("Taken into review"),
    "ask": _("Question to the applicant"),
    "reply": _("Reply of the applicant"),
    "propose": _("Positive draft sent to the head"),
    "propose_refusal": _("Draft of a refusal sent to the head"),
    "note_fact": _("A fact was written down"),
    "announce_refusal": _("The person was told of an intended refusal"),
    "answer_refusal": _("The person was heard on the intended refusal"),
    "return": _("Draft returned by the head"),
    "sign": _("Positive decision signed"),
    "sign_refusal": _("Refusal signed"),
    "hand_over": _("Result delivered"),
    "withdraw": _("Application withdrawn"),
    "signature_received": _("Signature of the head received, being checked"),
    "signature_settled": _("Signature checked again"),
    "accept_signature": _("Signature accepted by the head, checked by other means"),
    "reject_signature": _("Application ended: its signature did not hold"),
    "reject_signature_late": _("Signature rejected by the head after the result"),
    "assign": _("Given to a specialist by the head"),
    "to_everybody": _("Given to all specialists: the specialist is away"),
    "state_wishes": _("Wishes of the person written down"),
    "represent": _("Legal representative written down"),
    "scan": _("Scan attached"),
    "hand_over_on_paper": _("Result delivered on paper"),
    "same_surname": _("Flag: the acting member of staff has the applicant's surname"),
    "relation_declared": _("Declared: applicant and a member of staff are relatives"),
    "relation_ended": _("Declared: no relatives after all"),
    "refuse_to_accept": _("Documents not accepted"),
    "paper_number_void": _("Paper number closed as void"),
    "pack_reserved": _("Paper pack reserved"),
    "pack_void_asked": _("Asked: the rest of a pack is to be void"),
    "pack_void_granted": _("The rest of a pack is void"),
    "pack_void_refused": _("The rest of a pack stays usable"),
    "correction_asked": _("Correction of the referral asked for"),
    "correction_refused": _("Correction not granted"),
    "referral_withdrawn": _("Referral withdrawn"),
    "referral_replaced": _("Referral replaced by a new version"),
    "hand_over_version": _("New version handed over"),
    "offer": _("Place offered"),
    "place_edited": _("Place changed and confirmed"),
    "place_renewed": _("Place renewed"),
    "place_ended": _("Place closed"),
    "place_reminder": _("Reminder: the place has not been confirmed for long"),
    "place_expired": _("Place closed: not confirmed for 90 days"),
    "places_imported": _("Places taken in from a file"),
    "organisation_registered": _("Organisation entered"),
    "organisation_edited": _("Organisation corrected"),
    "organisation_checked": _("Check of an organisation written down"),
    "organisation_link_made": _("Personal link of an organisation made"),
    "organisation_link_revoked": _("Personal link of an organisation closed"),
    "referral_next": _("Referred to a next place"),
    "answer": _("Answer about the referral"),
    "answer_undone": _("Answer about the referral taken back"),
    "answer_reminder": _("Employer reminded of the answer"),
    "answer_link_closed": _("Answer link closed after wrong digits"),
    "referral_expired": _("Referral expired without an answer"),
    "statement": _("Word of the person about the answer"),
    "participation_ended": _("End of participation written down"),
    "task_done": _("Task of a specialist done"),
    "blocked": _("An act was blocked by a rule"),
    "recalculate": _("Due time computed anew after a change of the calendar"),
}
"""Act in the ledger -> its name; an act without one is shown by its own word."""

CLOCKS: Mapping[str, Any] = {
    "waiting": _("Waiting, at most 30 minutes"),
    "serving": _("Service at the counter, at most 30 minutes"),
    "result": _("Result, at most 30 minutes after registration"),
    "portal": _("Result on the portal, at most one working day"),
}

SHORT_CLOCKS: Mapping[str, Any] = {
    "waiting": _("Waiting"),
    "serving": _("Service"),
    "result": _("Result"),
    "portal": _("Result"),
}
"""The same for a narrow screen."""

FORMS: Mapping[str, Any] = {
    "electronic": _("keyed in at the desk or sent electronically"),
    "paper": _("brought on paper"),
}
"""Form of the application (P7)."""

CHANNELS: Mapping[str, Any] = {"provider": _("at the provider"), "portal": _("on the portal")}

ANSWERS: Mapping[str, Any] = {
    "found": _("found in the register"),
    "not_found": _("not found in the register"),
    "not_checked": _("not checked: the register gave no answer"),
}
"""The register's answer about a person."""

PAPERS: Mapping[str, Any] = {
    "referral": _("Referral"),
    "guidance": _("Guidance record"),
    "refusal": _("Reasoned refusal"),
    "referral_large": _("Referral, large print"),
    "guidance_large": _("Guidance record, large print"),
    "refusal_large": _("Reasoned refusal, large print"),
    "scan": _("Scan"),
    "paper_pack": _("Paper pack"),
    "not_accepted": _("Refusal to accept"),
    "application": _("Text of the application"),
    "application_signature": _("Signature under the application"),
    "correction": _("Text of the correction"),
    "correction_signature": _("Signature under the correction"),
    "decision": _("Text of the decision"),
    "decision_signature": _("Signature under the decision"),
    "ocsp_answer": _("Answer about the certificate's status (OCSP)"),
    "timestamp_token": _("Timestamp on the signature"),
    "verifier_answer": _("Answer of the service that checks signatures"),
}
RESULTS = frozenset({"referral", "guidance", "refusal", "referral_large", "guidance_large", "refusal_large"})
"""Kinds of papers that are handed to the person: one of the two sizes, as he wishes."""

SEXES = (("female", _("female")), ("male", _("male")))

SURENESS: Mapping[str, Any] = {
    "S": _("The passport itself names this reason."),
    "A": _("Read in the source."),
    "B": _("Taken from a neighbouring source."),
    "C": _("Taken as known; the text of the source has not been seen."),
    "D": _("No source has been found."),
}
