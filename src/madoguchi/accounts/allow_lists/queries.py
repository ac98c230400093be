"""Reading the allow-lists."""

import ipaddress
from collections.abc import Mapping

from madoguchi.accounts.allow_lists.rules import Network
from madoguchi.accounts.models import AllowedNetwork
from madoguchi.accounts.rights import Role


def allowed_networks() -> Mapping[Role, list[Network]]:
    """For every role, in the order in which they are shown."""
    networks: dict[Role, list[Network]] = {role: [] for role in Role}
    for line in AllowedNetwork.objects.order_by("pk"):
        networks[Role(line.role)].append(ipaddress.ip_network(line.cidr))
    return networks


def allow_list_of(role: Role) -> list[AllowedNetwork]:
    return list(AllowedNetwork.objects.filter(role=role.value).order_by("pk"))


def roles_without_allow_list() -> list[Role]:
    listed = set(AllowedNetwork.objects.values_list("role", flat=True))
    return [role for role in Role if role.value not in listed]
