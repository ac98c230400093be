"""Tokens: the list, a new one, its secret once, and its end."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.tokens.actions import create_token, revoke_token
from madoguchi.accounts.tokens.queries import ACTOR_KEY, is_in_use, tokens_managed_by, tokens_visible_to
from madoguchi.accounts.tokens.rules import (
    SCOPE_LABELS,
    ExpiryRefused,
    NotForCitizens,
    ScopeMissing,
    TooManyNetworks,
    managed_kinds,
    scopes_of,
)
from madoguchi.core.actors import USER_KIND_LABELS, UserKind
from madoguchi.core.clock import in_tokyo
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.office.staff.tokens.forms import TokenForm

FORM = require_http_methods(["GET", "HEAD", "POST"])
# At which field a refusal stands.
FIELDS: dict[type[Refusal], str] = {
    ExpiryRefused: "expires_on",
    NotForCitizens: "scopes",
    ScopeMissing: "scopes",
    TooManyNetworks: "networks",
}


def _last_used(token: ApiToken) -> str:
    return f"{in_tokyo(token.last_used_at):%Y-%m-%d %H:%M}" if token.last_used_at else "まだありません"


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return "無効"
    return "利用中" if is_in_use(token) else "期限切れ"


COLUMNS = (
    Column(
        "name",
        "名前",
        lambda token: token.name,
        url=lambda token: reverse("office_staff:token", args=[token.key]),
        order_by=("name",),
        is_header=True,
    ),
    Column("key", "識別子", lambda token: token.key, order_by=("key",)),
    Column("kind", "だれの代わりに", lambda token: USER_KIND_LABELS[UserKind(token.kind)], order_by=("kind",)),
    Column("state", "状態", _state),
    Column("expires_on", "期限", lambda token: f"{token.expires_on}", order_by=("expires_on",)),
    Column("last_used_at", "最後の利用", _last_used, order_by=("last_used_at",)),
)


@require_safe
@staff_view("access.view")
def tokens(request: StaffRequest) -> HttpResponse:
    table = Table(
        COLUMNS,
        tokens_visible_to(request.actor),
        request,
        caption="APIトークン",
        empty="APIトークンはまだありません",
        empty_hint="ほかのシステムが、予約を読んだり入れたりするときに発行します。",
    )
    context = {"table": table, "may_edit": bool(managed_kinds(request.actor)), "breadcrumb": _trail()}
    return render(request, "office/staff/tokens.html", context)


@FORM
@staff_view("access.edit")
@reauthentication_required
def new(request: StaffRequest) -> HttpResponse:
    form = TokenForm(request.POST if request.method == "POST" else None, by=request.actor)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = create_token(
                name=typed["name"],
                kind=UserKind(typed["kind"]),
                scopes=scopes_of(typed["scopes"]),
                expires_on=typed["expires_on"],
                networks=typed["networks"],
                by=request.actor,
            )
        except Refusal as refusal:
            form.add_error(FIELDS.get(type(refusal)), refusal.message)
        else:
            # Once, in the answer itself: the secret is kept nowhere, so there is no page to come back to.
            context = {"token": made.token, "secret": made.secret, "breadcrumb": _trail(list_too=True)}
            return render(request, "office/staff/token_secret.html", context)
    return render(request, "office/staff/token_new.html", {"form": form, "breadcrumb": _trail(list_too=True)})


@require_safe
@staff_view("access.view")
def token(request: StaffRequest, key: str) -> HttpResponse:
    found = get_object_or_404(tokens_visible_to(request.actor), key=key)
    context = {
        "token": found,
        "state": _state(found),
        "last_used": _last_used(found),
        "scopes": [SCOPE_LABELS[scope] for scope in SCOPE_LABELS if scope in found.scope_set],
        "networks": found.networks.split(),
        "actor_key": f"{ACTOR_KEY}{found.key}",
        "may_revoke": found.revoked_at is None and tokens_managed_by(request.actor).filter(pk=found.pk).exists(),
        "may_see_history": request.actor.may("history.view"),
        "breadcrumb": _trail(list_too=True),
    }
    return render(request, "office/staff/token.html", context)


@FORM
@staff_view("access.edit")
def revoke(request: StaffRequest, key: str) -> HttpResponse:
    found = get_object_or_404(tokens_managed_by(request.actor), key=key)
    page = reverse("office_staff:token", args=[key])
    if request.method == "POST":
        with saying(request, f"「{found.name}」を無効にしました。"):
            revoke_token(found, by=request.actor)
        return redirect(page)
    context = {
        "question": f"「{found.name}」（{found.key}）を無効にしますか。",
        "consequences": [
            "このトークンを使っているシステムは、いまから予約を読むことも入れることもできなくなります。",
            "元に戻せません。また使うときは、新しいトークンを発行します。",
            "これまでに入れた予約と履歴は、そのまま残ります。",
        ],
        "action_label": "無効にする",
        "cancel_url": page,
        "breadcrumb": _trail(list_too=True),
    }
    return render(request, "office/staff/token_revoke.html", context)


def _trail(*, list_too: bool = False) -> list[tuple[str, str]]:
    trail = [("職員・従事者", reverse("office_staff:people"))]
    return [*trail, ("APIトークン", reverse("office_staff:tokens"))] if list_too else trail
