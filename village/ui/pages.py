"""Who may open a page without signing in: nobody, except where a page says so itself."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

# `LoginRequiredMiddleware` closes every page of the site. A view that a stranger or a parent may open wears
# this mark, and appears as PUBLIC in tests/architecture/access_registry.py: two signatures for one exception.
public_page = login_not_required

View = Callable[..., HttpResponse]


def parents_page(view: View) -> View:
    """Mark a page that parents read: open without an account, and in the languages of parents.

    Every sentence of such a page has to be known to `library.words`; a test opens them all.
    """
    marked: Any = public_page(view)
    marked.speaks_to_parents = True
    return marked
