"""From which address does a request come, and may that role come from there? Pure: it gets texts and networks."""

import ipaddress
import re
from collections.abc import Iterable, Sequence

from madoguchi.core.refusals import NotAllowed, Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d{1,5})?|(?P<v4>[\d.]+):\d{1,5}")


class AddressUnknown(NotAllowed):
    message = "接続元のアドレスを確認できないため、利用できません。"


class AddressRefused(NotAllowed):
    message = "この接続元からは利用できません。決められた場所の端末から接続するか、管理者に連絡してください。"


class NetworkRefused(Refusal):
    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"「{text}」は接続元の範囲として使えません。{reason}")


class WouldLockYourselfOut(Refusal):
    message = "この変更をすると、いま使っている接続元から自分が入れなくなります。先に自分の接続元を加えてください。"


def address_of(text: str) -> Address:
    """An address as a proxy or the server names it, some with a port; IPv4 inside IPv6 is IPv4."""
    match = WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address(match["v6"] or match["v4"] if match else text.strip())
    except ValueError as error:
        raise AddressUnknown from error
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        # A zone (fe80::1%eth0) is the server's own name for a link, not a part of the address.
        return ipaddress.IPv6Address(int(address))
    return address


def network_of(text: str) -> Network:
    """A line of an allow-list: 203.0.113.0/24, 2001:db8::/32 or one address."""
    written = text.strip()
    try:
        network = ipaddress.ip_network(written)
    except ValueError as error:
        raise NetworkRefused(written, _reason(written)) from error
    if network.prefixlen == 0:
        raise NetworkRefused(written, "すべてのアドレスが対象になります。制限しないときは一覧を空にしてください。")
    return network


def _reason(written: str) -> str:
    try:
        wider = ipaddress.ip_network(written, strict=False)
    except ValueError:
        return "「203.0.113.0/24」「203.0.113.5」「2001:db8::/32」のように入力してください。"
    return f"範囲の先頭ではありません。「{wider}」のことですか。"


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def client_address(*, remote: str, forwarded_for: Sequence[str], trusted: Sequence[Network]) -> Address:
    """Who really speaks to us. Only what a declared proxy says is believed: going from our own side outwards, the
    first address that is no declared proxy is the client; whatever stands left of it was sent by the client."""
    address = address_of(remote)
    hops = [hop for line in forwarded_for for hop in line.split(",") if hop.strip()]
    for hop in reversed(hops):
        if not is_within(address, trusted):
            break
        address = address_of(hop)
    return address


def may_come_from(address: Address, networks: Sequence[Network]) -> bool:
    """An empty list is no restriction (it is shown as a warning)."""
    return not networks or is_within(address, networks)
