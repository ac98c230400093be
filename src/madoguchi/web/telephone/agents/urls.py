"""One's own seat; who supervises; seats and extensions."""

from django.urls import path

from madoguchi.web.telephone.agents import administration, own, softphone, supervision

urlpatterns = [
    path("seat/", own.home, name="seat"),
    path("seat/now/", own.now, name="seat_now"),
    # The same, asked for while somebody talks: who is on the telephone is there, and stays signed in.
    path("seat/talking/", own.now, name="seat_talking"),
    path("seat/sit/", own.sit, name="seat_sit"),
    path("seat/leave/", own.leave, name="seat_leave"),
    path("seat/state/", own.state, name="seat_state"),
    path("seat/call/", own.dial, name="seat_dial"),
    path("seat/order/", own.order, name="seat_order"),
    path("seat/by-hand/", own.by_hand, name="seat_by_hand"),
    path("seat/relay/", own.relay, name="seat_relay"),
    path("seat/softphone/", softphone.access, name="softphone"),
    path("seat/softphone/hand-on/", softphone.hand_on, name="softphone_hand_on"),
    path("agents/", supervision.home, name="agents"),
    path("agents/<int:extension>/", supervision.change, name="agent_state"),
    path("agents/<int:extension>/day/", supervision.day, name="agent_day"),
    path("seats/", administration.home, name="seats"),
    path("seats/new/", administration.new_seat, name="seat_new"),
    path("seats/<int:pk>/", administration.seat, name="seat_change"),
    path("extensions/new/", administration.new_agent, name="extension_new"),
    path("extensions/<int:extension>/", administration.agent, name="extension"),
    path("extensions/<int:extension>/password/", administration.password, name="extension_password"),
]
