"""The figures pages, on a desk and on a phone."""

import pytest

from tests import clock
from tests.browser.conftest import DESK
from tests.browser.test_facilitator_tablet import session_of
from tests.factories import a_house, a_member
from tests.networks import LATER, OPENED_ON, keep_here, people_lens_arras_and_mende, take
from village.network.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(live_server, settings, tmp_path, visitor):
    """Somebody of the national team, on the screen one asks for."""
    keep_here(settings, tmp_path)
    people_lens_arras_and_mende(
        a_house(code="lens", opened_on=OPENED_ON), a_house(code="mende", opened_on=OPENED_ON)
    )
    take("national", settings)
    key = session_of(a_member(Role.NATIONAL_TEAM))

    def open_screen(**screen):
        page = visitor(**screen)
        page.context.add_cookies([{"name": "session", "value": key, "url": live_server.url}])
        return page

    with clock.set_to(LATER):
        yield open_screen


def test_figures_are_read_on_every_screen_in_both_lights(reader, axe):
    for screen in (DESK, {"viewport": {"width": 320, "height": 640}}, {"color_scheme": "dark"}):
        page = reader(**screen)
        for address in ("/chiffres/", "/maisons/lens/chiffres/", "/maisons/mende/chiffres/"):
            page.goto(address)
            width = page.viewport_size["width"]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.get_by_role("img").count() == 2
            for picture in page.get_by_role("img").all():
                assert picture.bounding_box()["width"] <= width
            assert axe(page) == []
