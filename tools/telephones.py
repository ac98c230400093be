"""Telephones as sipp knows them: what one does from its first message to its last, written out for each, because sipp
knows no variables where they are needed. Used by bin/call and by the tests."""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

OFFER = """v=0
o=madoguchi 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 0 96
a=rtpmap:0 PCMU/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-15
a=ptime:20
"""
VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"
ANSWERING = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:[local_ip]:[local_port]>"


def _message(text: str, *, retransmitted: bool = False) -> str:
    lines = "\r\n".join(line for line in text.strip("\n").splitlines())
    again = ' retrans="500"' if retransmitted else ""
    return f"<send{again}><![CDATA[\n{lines}\n\n]]></send>"


def _action(exec_: str) -> str:
    return f"<nop><action><exec {exec_}/></action></nop>"


def _scenario(*parts: str) -> str:
    inside = "\n".join(filter(None, parts))
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="telephone">\n{inside}\n</scenario>\n'


def calling(
    *,
    caller: str,
    name: str,
    headers: Sequence[str],
    hold_seconds: float,
    presses: Sequence[tuple[float, str]],
    tone: Path | None,
) -> str:
    """Call, listen, press keys, hang up after a time unless the other side was first."""
    # sipp sends keys from another port than sound, always as payload 96; an exchange listens to one of the two.
    tone = None if presses else tone
    offer = OFFER.replace("[rtpstream_audio_port]", "[media_port]") if presses else OFFER
    who = f'From: "{name}" <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]c[call_number]'
    begin = f"{VIA}\n{who}\n"
    contact = "Contact: <sip:caller@[local_ip]:[local_port]>\nMax-Forwards: 70"
    invite = (
        "INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n" + begin + "To: <sip:[service]@[remote_ip]:[remote_port]>\n"
        f"Call-ID: [call_id]\nCSeq: 1 INVITE\n{contact}\n"
        + "".join(f"{header}\n" for header in headers)
        + f"Content-Type: application/sdp\nContent-Length: [len]\n\n{offer}"
    )  # fmt: skip
    ack = (
        f"ACK [next_url] SIP/2.0\n{begin}[last_To:]\nCall-ID: [call_id]\nCSeq: 1 ACK\n{contact}\nContent-Length: 0"
    )
    bye = (
        f"BYE [next_url] SIP/2.0\n{begin}[last_To:]\nCall-ID: [call_id]\nCSeq: 2 BYE\n{contact}\nContent-Length: 0"
    )
    provisional = [f'<recv response="{code}" optional="true"/>' for code in (100, 180, 183)]
    steps = []
    for after, keys in presses:
        steps.append(
            f'<recv request="BYE" timeout="{int(after * 1000)}" ontimeout="press{len(steps)}" next="bye"/>'
        )
        steps.append(f'<label id="press{len(steps) - 1}"/>{_action(f"play_dtmf={quoteattr(keys)}")}')
    return _scenario(
        _message(invite, retransmitted=True),
        *provisional,
        '<recv response="200" rtd="true"/>',
        _message(ack),
        _action(f'rtp_stream="{tone},-1,0,PCMU/8000"') if tone else "",
        *steps,
        f'<recv request="BYE" timeout="{int(hold_seconds * 1000)}" ontimeout="hangup" next="bye"/>',
        '<label id="hangup"/>',
        _action('rtp_stream="pause"') if tone else "",
        _message(bye, retransmitted=True),
        '<recv response="200" next="end"/>',
        '<label id="bye"/>',
        _message(f"SIP/2.0 200 OK\n{ANSWERING.format(tag='')}\nContent-Length: 0"),
        '<label id="end"/>',
    )


def answering(*, ring_seconds: float, talk_seconds: float, tone: Path | None, answers: bool) -> str:
    """Ring, answer, talk, hang up after a time unless the other side was first."""
    tag = ";tag=[pid]s[call_number]"
    ringing = f"SIP/2.0 180 Ringing\n{ANSWERING.format(tag=tag)}\nContent-Length: 0"
    start = ['<recv request="INVITE" crlf="true"/>', _message(ringing)]
    if not answers:
        gone = f"SIP/2.0 487 Request Terminated\n{ANSWERING.format(tag=tag)}".replace(
            "[last_CSeq:]", "CSeq: [cseq] INVITE"
        )
        return _scenario(
            *start,
            '<recv request="CANCEL" timeout="120000"/>',
            _message(f"SIP/2.0 200 OK\n{ANSWERING.format(tag='')}\nContent-Length: 0"),
            _message(f"{gone}\nContent-Length: 0", retransmitted=True),
            '<recv request="ACK" timeout="5000"/>',
        )
    ok = f"SIP/2.0 200 OK\n{ANSWERING.format(tag=tag)}\nContent-Type: application/sdp\nContent-Length: [len]\n\n{OFFER}"
    bye = (
        f"BYE [next_url] SIP/2.0\n{VIA}\nFrom: <sip:seat@[local_ip]:[local_port]>{tag}\n"
        "To: [$from]\nCall-ID: [call_id]\nCSeq: 10 BYE\n"
        "Contact: <sip:[local_ip]:[local_port]>\nMax-Forwards: 70\nContent-Length: 0"
    )  # fmt: skip
    start[0] = (
        '<recv request="INVITE" crlf="true" rrs="true"><action><ereg regexp=".*" search_in="hdr" header="From:" '
        'assign_to="from"/></action></recv>'
    )
    return _scenario(
        *start,
        f'<recv request="CANCEL" timeout="{max(1, int(ring_seconds * 1000))}" ontimeout="answer" next="given_up"/>',
        '<label id="answer"/>',
        _message(ok, retransmitted=True),
        '<recv request="ACK" rtd="true"/>',
        _action(f'rtp_stream="{tone},-1,0,PCMU/8000"') if tone else "",
        f'<recv request="BYE" timeout="{int(talk_seconds * 1000)}" ontimeout="hangup" next="bye"/>',
        '<label id="hangup"/>',
        _action('rtp_stream="pause"') if tone else "",
        _message(bye, retransmitted=True),
        '<recv response="200" next="end"/>',
        '<label id="bye"/>',
        _action('rtp_stream="pause"') if tone else "",
        _message(f"SIP/2.0 200 OK\n{ANSWERING.format(tag='')}\nContent-Length: 0"),
        '<nop next="end"/>',
        '<label id="given_up"/>',
        _message(f"SIP/2.0 200 OK\n{ANSWERING.format(tag='')}\nContent-Length: 0"),
        _message(
            f"SIP/2.0 487 Request Terminated\n{ANSWERING.format(tag=tag)}\nContent-Length: 0".replace(
                "[last_CSeq:]", "CSeq: [cseq] INVITE"
            ),
            retransmitted=True,
        ),
        '<recv request="ACK" timeout="5000"/>',
        '<label id="end"/>',
    )


@cache
def tone(folder: Path, pitch: int) -> Path:
    """A second of a pure tone in µ-law, played again and again: whose voice it is can be heard in a recording."""
    file = folder / f"tone-{pitch}.ul"
    file.write_bytes(bytes(_mu_law(int(8000 * math.sin(2 * math.pi * pitch * i / 8000))) for i in range(8000)))
    return file


def _mu_law(sample: int) -> int:
    """ITU-T G.711."""
    sign, size = (0x80 if sample < 0 else 0), min(abs(sample), 32635) + 132
    exponent = size.bit_length() - 8
    return ~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 0x0F)) & 0xFF
