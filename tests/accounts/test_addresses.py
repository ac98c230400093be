"""SEC-04: from which address a request comes, and which addresses a line of an allow-list means."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.accounts.allow_lists.rules import (
    AddressUnknown,
    NetworkRefused,
    address_of,
    client_address,
    is_within,
    may_come_from,
    network_of,
)

pytestmark = pytest.mark.req("SEC-04")

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]
INSIDE = st.ip_addresses(network=ipaddress.IPv4Network("10.0.0.0/8")).map(str)
OUTSIDE = st.ip_addresses().filter(lambda address: not is_within(address_of(str(address)), PROXIES)).map(str)
ANYTHING = st.one_of(st.text(max_size=20).filter(lambda text: "," not in text), INSIDE, OUTSIDE)


@given(remote=OUTSIDE, forged=st.lists(ANYTHING, max_size=5))
def test_what_a_stranger_claims_in_a_header_is_never_believed(remote: str, forged: list[str]) -> None:
    found = client_address(remote=remote, forwarded_for=[", ".join(forged)] if forged else [], trusted=PROXIES)
    assert found == address_of(remote)


@given(client=OUTSIDE, forged=st.lists(ANYTHING, max_size=5), proxies=st.lists(INSIDE, min_size=1, max_size=4))
def test_behind_declared_proxies_the_nearest_stranger_is_the_client(
    client: str, forged: list[str], proxies: list[str]
) -> None:
    *between, last = proxies
    header = ", ".join([*forged, client, *between])
    assert client_address(remote=last, forwarded_for=[header], trusted=PROXIES) == address_of(client)


@given(remote=INSIDE, hops=st.lists(INSIDE, max_size=3))
def test_when_everybody_is_a_proxy_the_outermost_one_is_the_client(remote: str, hops: list[str]) -> None:
    found = client_address(remote=remote, forwarded_for=[",".join(hops)] if hops else [], trusted=PROXIES)
    assert found == address_of(hops[0] if hops else remote)


@pytest.mark.parametrize("hop", ["unknown", "_hidden", "203.0.113.7.9", "203.0.113.300", "１.2.3.4x"])
def test_an_address_that_a_proxy_cannot_name_opens_nothing(hop: str) -> None:
    with pytest.raises(AddressUnknown):
        client_address(remote="10.0.0.1", forwarded_for=[hop], trusted=PROXIES)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7:51234", "203.0.113.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_every_spelling_of_an_address_is_the_same_address(text: str, address: str) -> None:
    assert str(address_of(text)) == address


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("203.0.113.5/24", "「203.0.113.0/24」のことですか"),
        ("203.0.113.0/33", "のように入力してください"),
        ("本庁舎", "「本庁舎」は接続元の範囲として使えません"),
        ("", "のように入力してください"),
        ("0.0.0.0/0", "すべてのアドレスが対象"),
        ("::/0", "すべてのアドレスが対象"),
    ],
)
def test_a_broken_range_is_refused_in_plain_words(broken: str, words: str) -> None:
    with pytest.raises(NetworkRefused) as refusal:
        network_of(broken)
    assert words in refusal.value.message


@given(st.ip_addresses())
def test_an_empty_list_is_no_restriction(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert may_come_from(address, [])


@given(st.ip_addresses(), st.ip_addresses())
def test_a_list_of_one_address_lets_only_that_one_in(
    allowed: ipaddress.IPv4Address | ipaddress.IPv6Address, visitor: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    assert may_come_from(visitor, [network_of(str(allowed))]) == (visitor == allowed)
