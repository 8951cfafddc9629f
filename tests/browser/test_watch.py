"""The watch over our pages has open eyes: each thing it forbids is done once here, on purpose."""

import re

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.conftest import PHONE, Watch

OURS = "http://village.test"
POLICY = {"Content-Security-Policy": "script-src 'self'"}


def seen(chromium: Browser, html: str, **headers: str) -> list[str]:
    """Show a page from nowhere, and return what the watch noted. Nothing but the page itself is found."""

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.fulfill(status=404)

    watch = Watch("village.test")
    with chromium.new_context(**PHONE) as context:
        context.route(re.compile(".*"), answer)
        watch.over(context)
        context.new_page().goto(OURS, wait_until="networkidle")
    return watch.faults


def test_a_quiet_page_has_no_fault(chromium: Browser):
    assert seen(chromium, "<link rel=icon href='data:,'><p>Bonjour") == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>console.error('perdu')</script>", "console: perdu"),
        ("<script>throw new Error('tombé')</script>", "tombé"),
        (
            "<img src='https://elsewhere.example/pixel.png'>",
            "asked elsewhere.example for /pixel.png",
        ),
        ("<link rel=stylesheet href=/missing.css>", "404 for /missing.css"),
    ],
)
def test_a_page_that_errs_is_noticed(chromium: Browser, html: str, fault: str):
    assert any(fault in found for found in seen(chromium, html))


def test_a_script_the_policy_refuses_is_noticed(chromium: Browser):
    faults = seen(chromium, "<p>Bonjour<script>1</script>", **POLICY)

    assert any("Content Security Policy" in fault for fault in faults), faults


def test_axe_sees_a_field_without_a_name(chromium: Browser, axe):
    page = chromium.new_page()
    page.set_content("<html lang=fr><title>Bonjour</title><main><h1>Bonjour</h1><input>")

    found = axe(page)
    page.close()

    assert [line.split(":")[0] for line in found] == ["label"]


def test_axe_waits_for_a_style_sheet_that_comes_late(chromium: Browser, axe):
    page_text = "<html lang=fr><title>Bonjour</title><link rel=stylesheet href=/late.css><main><h1>Bonjour</h1>"
    buttons = "<p><button>Oui</button><br><button>Non</button>"

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=page_text + buttons, content_type="text/html; charset=utf-8")
        else:
            page.wait_for_timeout(500)
            route.fulfill(
                body="button { min-height: 44px; min-width: 44px }", content_type="text/css"
            )

    with chromium.new_context(**PHONE) as context:
        context.route(re.compile(".*"), answer)
        page = context.new_page()
        page.goto(OURS, wait_until="commit")

        assert axe(page) == []
