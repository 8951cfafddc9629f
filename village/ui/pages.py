"""Who may open a page without signing in: nobody, except where a page says so itself."""

from django.contrib.auth.decorators import login_not_required

# `LoginRequiredMiddleware` closes every page of the site. A view that a stranger or a parent may open wears
# this mark, and appears as PUBLIC in tests/architecture/access_registry.py: two signatures for one exception.
public_page = login_not_required
