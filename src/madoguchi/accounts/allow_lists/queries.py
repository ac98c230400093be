"""Reading the allow-lists."""

import ipaddress
from collections.abc import Mapping

from django.db.models import QuerySet

from madoguchi.accounts.allow_lists.rules import Network
from madoguchi.accounts.models import AllowedNetwork
from madoguchi.accounts.rights import Role
from madoguchi.core.asked_again import asked_again


def allowed_networks() -> Mapping[Role, list[Network]]:
    """For every role, in the order in which they are shown."""
    networks: dict[Role, list[Network]] = {role: [] for role in Role}
    for line in _lines():
        networks[Role(line.role)].append(ipaddress.ip_network(line.cidr))
    return networks


@asked_again()
def _lines() -> QuerySet[AllowedNetwork]:
    return AllowedNetwork.objects.order_by("pk")


def allow_list_of(role: Role) -> list[AllowedNetwork]:
    return list(AllowedNetwork.objects.filter(role=role.value).order_by("pk"))


def roles_without_allow_list() -> list[Role]:
    listed = set(AllowedNetwork.objects.values_list("role", flat=True))
    return [role for role in Role if role.value not in listed]
