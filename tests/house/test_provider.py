"""The outside of `bin/demo --phone`, as the exchange asks it."""

import pytest
from tools.provider import answer

ASKED = (
    "{method} sip:127.0.0.2:25060 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:25060;branch=z9hG4bK1\r\n"
    "From: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.2>\r\nCall-ID: 1@x\r\nCSeq: 7 {method}\r\n\r\n"
)


@pytest.mark.parametrize(("method", "said"), [("OPTIONS", "200 OK"), ("INVITE", "480 Temporarily Unavailable")])
def test_the_line_is_up_and_nobody_is_there(method: str, said: str) -> None:
    status, via, *others = answer(ASKED.format(method=method)).split("\r\n")
    assert status == f"SIP/2.0 {said}"
    assert via.endswith("branch=z9hG4bK1")
    assert "To: <sip:127.0.0.2>;tag=outside" in others
    assert f"CSeq: 7 {method}" in others


@pytest.mark.parametrize(
    "sent", ["", "\x00\x01", "SIP/2.0 200 OK\r\n\r\n", ASKED.format(method="ACK"), "OPTIONS x"]
)
def test_what_wants_no_answer_gets_none(sent: str) -> None:
    assert answer(sent) == ""
