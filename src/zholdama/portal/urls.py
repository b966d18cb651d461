"""Addresses of the citizens' door. No address holds anything about a person but random ids."""

from django.urls import path

from zholdama.portal import (
    applying,
    cabinet,
    checking,
    downloads,
    phone_calls,
    phone_pages,
    phone_signing,
    schedules,
    sending,
    sign_in,
    start,
    verifying,
    withdrawing,
)

app_name = "portal"
urlpatterns = [
    path("", start.start, name="start"),
    path("providers/", schedules.providers_page, name="providers"),
    path("providers/<slug:code>/", schedules.provider, name="provider"),
    path("verify/", verifying.verify, name="verify"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/text/<slug:key>/", sign_in.text, name="sign_in_text"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("apply/", applying.apply, name="apply"),
    path("apply/centre/", applying.centre, name="centre"),
    path("apply/measure/", applying.measure, name="measure"),
    path("apply/contact/", applying.contact, name="contact"),
    path("apply/check/", checking.check, name="check"),
    path("apply/prepare/", checking.prepare, name="prepare"),
    path("apply/text/", checking.text, name="text"),
    path("apply/send/", sending.send, name="send"),
    path("apply/drop/", applying.drop, name="drop"),
    path("mgovSign/<slug:token>/", phone_calls.overview, name="phone_call"),
    path("mgovSign/<slug:token>/documents/", phone_calls.documents, name="phone_documents"),
    path("phone/sign-in/ask/", phone_signing.ask_sign_in, name="phone_ask_sign_in"),
    path("phone/sign-in/", phone_signing.enter, name="phone_sign_in"),
    path("phone/application/ask/", phone_signing.ask_application, name="phone_ask_application"),
    path("phone/application/", phone_signing.send, name="phone_send"),
    path("phone/<uuid:request_id>/", phone_pages.wait, name="phone"),
    path("phone/<uuid:request_id>/code.svg", phone_pages.picture, name="phone_code"),
    path("phone/<uuid:request_id>/state/", phone_pages.state, name="phone_state"),
    path("applications/", cabinet.cabinet, name="cabinet"),
    path("applications/<uuid:application_id>/", cabinet.application, name="application"),
    path("applications/<uuid:application_id>/no-email/", cabinet.no_email, name="no_email"),
    path("applications/<uuid:application_id>/receipt/", downloads.receipt, name="receipt"),
    path("applications/<uuid:application_id>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("applications/<uuid:application_id>/papers/<uuid:paper_id>/", downloads.paper, name="paper"),
]
