"""Under which name citizens find the site (PLT-09: the contractor chooses the URL, so it is a setting)."""

from madoguchi.municipality import queries


def site_address() -> str:
    """ "https://…/", or "" while no host name has been chosen."""
    host_name = queries.values_of("web_site").get("host_name")
    return f"https://{host_name}/" if host_name else ""
