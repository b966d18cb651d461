"""Requests to sign on the phone: short-lived rows between a browser, a phone and the act they lead to."""

from django.db import models


class PhoneRequest(models.Model):
    """One request. Of link and browser only hashes are kept; bytes are emptied once the browser has collected them."""

    id = models.UUIDField(primary_key=True)
    token_hash = models.BinaryField(unique=True)
    browser_hash = models.BinaryField()
    purpose = models.TextField()  # sign_in | application | decision
    asked_by = models.UUIDField(null=True)  # person or account; None before a sign-in
    role = models.TextField()  # what the certificate must be
    iin = models.TextField(blank=True)
    bin = models.TextField(blank=True)
    method = models.TextField()
    description = models.JSONField()  # {kk, ru, en}
    organisation = models.JSONField()  # {name: {kk, ru, en}, bin}
    documents = models.JSONField()  # [{name: {kk, ru, en}, content: base64}]
    fields = models.JSONField()  # what the page's form holds beside the signature
    then = models.TextField()
    back = models.TextField()
    state = models.TextField()  # waiting | signed | failed | collected
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    error = models.TextField(blank=True)  # code of the refusal
    reasons = models.TextField(blank=True)  # codes of the signature's check
    signatures = models.JSONField(default=list)  # base64, in the order of the documents

    class Meta:
        db_table = "signatures_phone_request"
        constraints = [
            models.CheckConstraint(
                name="a_phone_request_has_a_known_state",
                condition=models.Q(state__in=["waiting", "signed", "failed", "collected"]),
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="phone_requests_by_expiry")]
