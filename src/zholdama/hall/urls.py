"""Addresses of this door; all but the pairing are for paired devices."""

from django.urls import path

from zholdama.hall import board, kiosk, pairing

app_name = "hall"

urlpatterns = [
    path("", pairing.pair, name="pair"),
    path("kiosk/", kiosk.start, name="kiosk"),
    path("kiosk/take/", kiosk.take, name="take"),
    path("kiosk/tickets/<uuid:ticket_id>/", kiosk.ticket, name="ticket"),
    path("board/", board.board, name="board"),
    path("board/now/", board.now, name="now"),
]
