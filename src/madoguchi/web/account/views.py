"""One's own account: what I may do, my password, my second factors, where I am signed in."""

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.accounts.rights import SUBJECT_LABELS, VERB_LABELS, right
from madoguchi.accounts.sign_in.queries import has_second_factor, second_factors_of, sign_in_policy
from madoguchi.web.frame.access import StaffRequest, staff_view


@require_GET
@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    staff = request.user
    rights = [
        (label, [VERB_LABELS[verb] for verb in VERB_LABELS if request.actor.may(right(subject, verb))])
        for subject, label in SUBJECT_LABELS.items()
    ]
    return render(
        request,
        "account/home.html",
        {
            "rights": [(label, verbs) for label, verbs in rights if verbs],
            "second_factors": second_factors_of(staff),
            "policy": sign_in_policy(),
            "session_count": len(UserSession.objects.purge_and_list(staff)),
        },
    )


@require_GET
@staff_view()
def second_factor(request: StaffRequest) -> HttpResponse:
    """Where somebody without a second factor is led until they have one."""
    if has_second_factor(request.user):
        return redirect("mfa_index")
    return render(request, "account/second_factor.html", {"policy": sign_in_policy()})


@require_GET
@staff_view()
def sessions(request: StaffRequest) -> HttpResponse:
    mine = sorted(UserSession.objects.purge_and_list(request.user), key=lambda session: session.last_seen_at)
    return render(request, "usersessions/usersession_list.html", {"sessions": mine[::-1]})


@require_POST
@staff_view()
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_this_one = session.is_current()
    get_adapter().end_sessions([session])
    if is_this_one:
        logout(request)
        return redirect("account_login")
    messages.success(request, "選んだ端末をログアウトさせました。")
    return redirect("usersessions_list")


@require_POST
@staff_view()
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    others = [session for session in UserSession.objects.filter(user=request.user) if not session.is_current()]
    get_adapter().end_sessions(others)
    messages.success(request, "この端末のほかは、すべてログアウトさせました。")
    return redirect("usersessions_list")
