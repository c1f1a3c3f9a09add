"""A comment beside a line, written on its page or on the appraiser's bench."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from permissions.exceptions import NotPermitted

from ..services.comments import write_comment
from .base import nomination_or_404, now
from .nomination import page
from .talk import talk_of

BACK_TO_BENCH = "tham-dinh"
"""Says that the comment was written on the bench, which opens again."""


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a comment and show it where it was written; a refused form stands on the page of the line."""
    line = nomination_or_404(request, pk)
    talk = talk_of(line, request.user)
    form = talk.comment_form(request.POST)
    if form is None:
        raise NotPermitted("Đồng chí chỉ đọc hồ sơ này nên không viết ý kiến được.")
    if not form.is_valid():
        return page(request, line, comment_form=form)
    write_comment(line, actor=request.user, at=now(), **form.cleaned_data)
    messages.success(request, "Đã ghi ý kiến của đồng chí.")
    if request.POST.get("ve") == BACK_TO_BENCH:
        return redirect(f"{reverse('workflows:queue')}?dong={line.pk}#trao-doi")
    return redirect(f"{reverse('workflows:nomination', args=[line.pk])}#trao-doi")
