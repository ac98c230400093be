"""The outside of `bin/demo --phone`: says that the line is up when it is asked, and that nobody is there when it is called.

python -m tools.provider 127.0.0.2 25060
"""

import re
import socket
import sys

ANSWERS = {"OPTIONS": "200 OK", "INVITE": "480 Temporarily Unavailable"}


def answer(request: str) -> str:
    """ "" to whatever wants none: an ACK, somebody's answer, rubbish."""
    method = request.partition(" ")[0]
    told = re.findall(r"(?im)^(Via|From|To|Call-ID|CSeq)[ \t]*:[ \t]*(.*?)\r?$", request)
    if method not in ANSWERS or {name.lower() for name, _ in told} < {"via", "from", "to", "call-id", "cseq"}:
        return ""
    lines = [
        f"{name}: {value}{';tag=outside' if name.lower() == 'to' and ';tag=' not in value else ''}"
        for name, value in told
    ]
    return "\r\n".join([f"SIP/2.0 {ANSWERS[method]}", *lines, "Content-Length: 0", "", ""])


def main(host: str, port: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((host, int(port)))
        while True:
            request, caller = line.recvfrom(65535)
            if said := answer(request.decode("utf-8", "replace")):
                line.sendto(said.encode(), caller)


if __name__ == "__main__":
    main(*sys.argv[1:])
