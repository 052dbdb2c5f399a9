"""The tug-of-war under a real hand: pointer, touch, keyboard, both themes, a phone."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect

from mtlviz import methods
from mtlviz.figures.palette import PALETTE
from mtlviz.lessons.state import State
from tests.browser.conftest import fits
from tests.browser.finger import PHONE, Finger
from tests.browser.patience import eventually, reads, still

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def opened(visit: Visit, link: str = "", **options: object) -> Page:
    page = visit(f"tug_of_war{link}", **options)
    page.wait_for_selector(".tip-rul")
    page.wait_for_selector(".numbers")
    page.wait_for_selector(".st-key-ratio_slider input")
    still(page.locator(".picture svg"))
    return page


def tip(page: Page, name: str) -> tuple[float, float]:
    """Where a tip is on the screen."""
    box = page.locator(f".tip-{name} .hit").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def origin(page: Page) -> tuple[float, float]:
    box = page.locator(".picture svg").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def track(page: Page, key: str) -> Callable[[float], tuple[float, float]]:
    """Part of the way along a slider → point of the screen."""
    box = page.locator(f".st-key-{key}_slider [role=group] > [data-orientation]").bounding_box()
    assert box
    return lambda part: (box["x"] + part * box["width"], box["y"] + box["height"] / 2)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> None:
    """Everything but the release."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)


def typed(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input[type=number]")


def mute(page: Page) -> None:
    """From here on nothing reaches Python."""
    page.evaluate("WebSocket.prototype.send = () => {}")


def expect_tip(page: Page, name: str, wanted: tuple[float, float], pixels: float) -> None:
    """The tip comes to within so many pixels of a point."""

    def near() -> None:
        found = tip(page, name)
        assert math.dist(found, wanted) <= pixels, (found, wanted)

    eventually(page, near)


def test_the_arrow_follows_a_slider_while_it_moves_without_python(visit: Visit) -> None:
    page = opened(visit)
    mute(page)
    for key, start, end in (("lam", 0.5, 0.9), ("angle", 120 / 180, 0.9), ("ratio", 0.16, 0.02)):
        name = "update" if key == "lam" else "health"
        before, at = tip(page, name), track(page, key)
        drag(page, at(start), at(end))
        eventually(page, partial(follows, page, key, before))
        page.mouse.up()
        still(page.locator(f".tip-{name}"))


def follows(page: Page, key: str, before: tuple[float, float]) -> None:
    """The tip has left where it was, for where the slider says."""
    assert math.dist(before, tip(page, "update" if key == "lam" else "health")) > 20
    if key == "lam":  # λ g1 + (1−λ) g2, in pixels
        (x1, y1), (x2, y2) = tip(page, "rul"), tip(page, "health")
        lam = float(page.locator(".st-key-lam_slider input").input_value())
        wanted = (lam * x1 + (1 - lam) * x2, lam * y1 + (1 - lam) * y2)
        assert math.dist(tip(page, "update"), wanted) < 1
    if key == "angle":
        (x0, y0), (x, y) = origin(page), tip(page, "health")
        angle = float(page.locator(".st-key-angle_slider input").input_value())
        assert math.degrees(math.atan2(y0 - y, x - x0)) == pytest.approx(angle, abs=1)


def test_let_go_the_slider_sets_the_entry_and_the_link(visit: Visit) -> None:
    page = opened(visit)
    at = track(page, "lam")
    drag(page, at(0.5), at(0.25))
    held = page.locator(".st-key-lam_slider input").input_value()
    assert float(held) == pytest.approx(0.25, abs=0.01)
    reads(page, typed(page, "lam"), "0.500")
    page.mouse.up()
    expect(typed(page, "lam")).not_to_have_value("0.500")
    lam = typed(page, "lam").input_value()
    assert float(lam) == pytest.approx(0.25, abs=0.01)
    page.wait_for_url(f"**lam={float(lam):g}*")


def test_sentence_and_numbers_are_answered_during_the_drag_and_the_thumb_stays_in_the_hand(visit: Visit) -> None:
    page = opened(visit, "?methods=MGDA")
    at = track(page, "angle")
    drag(page, at(120 / 180), at(0.2), steps=30)
    expect(page.locator("figcaption")).to_contain_text("both tasks gain")
    expect(page.locator(".numbers")).not_to_contain_text("hurt)")
    reads(page, typed(page, "angle"), "120")  # not let go yet
    page.wait_for_timeout(300)
    assert float(page.locator(".st-key-angle_slider input").input_value()) == pytest.approx(36, abs=2)
    page.mouse.up()


def test_a_method_arrow_follows_python(visit: Visit) -> None:
    page = opened(visit, "?methods=MGDA&angle=120&ratio=1")
    label = page.locator("text").filter(has_text="MGDA")
    expect(label).to_contain_text("2.5")  # 5·cos 60°
    at = track(page, "angle")
    drag(page, at(120 / 180), at(0.5), steps=20)
    expect(label).to_contain_text("3.5")  # 5·cos 45°
    page.mouse.up()


def test_pulling_healths_tip_moves_the_sliders(visit: Visit) -> None:
    page = opened(visit)
    x0, y0 = origin(page)
    (rx, _), start = tip(page, "rul"), tip(page, "health")
    end = (x0 - 0.8 * (rx - x0), y0 - 30)
    drag(page, start, end)
    expect_tip(page, "health", end, 1)
    page.mouse.up()
    angle = 180 - math.degrees(math.atan2(30, 0.8 * (rx - x0)))
    reads(page, typed(page, "angle"), f"{angle:.1f}")
    ratio = (rx - x0) / math.dist(end, (x0, y0))
    assert float(typed(page, "ratio").input_value()) == pytest.approx(ratio, rel=0.01)
    expect(page.locator(".st-key-angle_slider input")).to_have_attribute("aria-valuetext", f"{angle:.1f}°")


def test_pulling_ruls_tip_leaves_health_where_it_is(visit: Visit) -> None:
    page = opened(visit)
    x0, y0 = origin(page)
    health, start = tip(page, "health"), tip(page, "rul")
    end = (start[0] - 60, start[1] + 70)
    drag(page, start, end)
    expect_tip(page, "rul", end, 1)
    expect_tip(page, "health", health, 1)
    page.mouse.up()
    expect(typed(page, "ratio")).not_to_have_value("3")
    reach = math.dist(start, (x0, y0))
    eventually(page, lambda: fitted(page, reach))


def fitted(page: Page, reach: float) -> None:
    """The scale is such that RUL's arrow has this length."""
    assert math.dist(tip(page, "rul"), origin(page)) == pytest.approx(reach, abs=2)


def test_pulling_the_update_sets_lambda(visit: Visit) -> None:
    page = opened(visit)
    (x1, y1), (x2, y2) = tip(page, "rul"), tip(page, "health")
    drag(page, tip(page, "update"), (0.8 * x1 + 0.2 * x2, 0.8 * y1 + 0.2 * y2))
    page.mouse.up()
    expect(typed(page, "lam")).to_have_value(re.compile(r"0\.(79|80)\d"))


def test_a_tip_pulled_across_the_other_arrow_changes_sides_in_the_link(visit: Visit) -> None:
    page = opened(visit)
    x, y = tip(page, "health")
    _, y0 = origin(page)
    entries = page.evaluate("history.length")
    drag(page, (x, y), (x, 2 * y0 - y))
    page.mouse.up()
    page.wait_for_url("**side=right*")
    assert page.evaluate("history.length") == entries  # Back leaves the page, it does not undo a drag
    page.reload()
    page.wait_for_selector(".tip-health")
    assert tip(page, "health")[1] > y0


@pytest.mark.parametrize(("name", "pull"), [("health", (-50, 60)), ("health", (20, -70)), ("rul", (-70, 40))])
def test_a_finger_pulls_a_tip_all_the_way(visit: Visit, name: str, pull: tuple[float, float]) -> None:
    page = opened(visit, **PHONE)
    box = page.locator(f".tip-{name} .hit").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    finger, start = Finger(page), tip(page, name)
    assert finger.drag(start, pull) == 0
    expect_tip(page, name, (start[0] + pull[0], start[1] + pull[1]), 2)
    finger.lift()
    expect(typed(page, "angle")).not_to_have_value("120")
    assert not finger.lost


def test_a_finger_beside_the_tips_scrolls_the_page(visit: Visit) -> None:
    page = opened(visit, **PHONE)
    x, y = origin(page)
    finger = Finger(page)
    assert finger.drag((x, y + 60), (0, -120)) > 50
    finger.lift()
    assert finger.lost
    reads(page, typed(page, "angle"), "120")


def test_the_keyboard_moves_every_tip(visit: Visit) -> None:
    page = opened(visit)
    health = page.get_by_role("slider", name="Tip of health’s arrow")
    health.focus()
    page.keyboard.press("ArrowLeft")
    expect(health).to_have_attribute("aria-valuetext", re.compile("122 degrees to the left of RUL"))
    reads(page, typed(page, "angle"), "122")
    page.keyboard.press("ArrowUp")
    reads(page, typed(page, "ratio"), "2.857")
    page.get_by_role("slider", name="Tip of the update").focus()
    page.keyboard.press("ArrowUp")
    reads(page, typed(page, "lam"), "0.510")
    rul = page.get_by_role("slider", name="Tip of RUL’s arrow")
    rul.focus()
    page.keyboard.press("ArrowLeft")
    reads(page, typed(page, "angle"), "120")


def test_home_end_and_the_page_keys_move_a_tip_and_not_the_page(visit: Visit) -> None:
    page = opened(visit, height=600)
    main = page.locator("[data-testid=stMain]")
    health = page.get_by_role("slider", name="Tip of health’s arrow")
    health.focus()
    top = main.evaluate("e => e.scrollTop")
    for key, angle in (("Home", 0), ("PageUp", 10), ("PageUp", 20), ("PageDown", 10), ("End", 180)):
        page.keyboard.press(key)
        expect(health).to_have_attribute("aria-valuenow", str(angle))
    reads(page, typed(page, "angle"), "180")
    page.get_by_role("slider", name="Tip of the update").focus()
    for key, lam in (("PageUp", "0.600"), ("End", "1.000"), ("Home", "0.000")):
        page.keyboard.press(key)
        reads(page, typed(page, "lam"), lam)
    x, y = tip(page, "health")
    page.get_by_role("slider", name="Tip of RUL’s arrow").focus()
    page.keyboard.press("PageDown")
    reads(page, typed(page, "angle"), "170")
    expect_tip(page, "health", (x, y), 2)
    assert main.evaluate("e => e.scrollTop") == top


def test_presets_move_the_arrows(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="Tug of war").click()
    expect(page.locator("figcaption")).to_contain_text("cancel exactly")
    expect(page.locator("text").filter(has_text="update")).to_contain_text("update 0")
    expect_tip(page, "update", origin(page), 1)
    assert tip(page, "health")[0] < origin(page)[0] < tip(page, "rul")[0]
    page.get_by_role("button", name="The book’s 500×").click()
    reads(page, typed(page, "ratio"), "500")
    still(page.locator(".tip-health"))
    # Drawn logarithmically, 500 times shorter is still an arrow.
    assert math.dist(tip(page, "health"), origin(page)) > 40
    page.get_by_role("radio", name="linear").or_(page.get_by_role("button", name="linear")).first.click()
    expect_tip(page, "health", origin(page), 2)


def test_the_no_harm_window_lies_on_the_lambda_slider_and_moves_with_it(visit: Visit) -> None:
    page = opened(visit)
    band = "e => { const s = getComputedStyle(e, '::before'); return [s.content, s.left, s.width, e.clientWidth] }"
    low, high = State().window

    def spans(start: float, end: float) -> None:
        content, left, width, total = page.locator(".st-key-lam_slider [role=group] > [data-orientation]").evaluate(
            band
        )
        assert content == '""'
        found = float(left[:-2]) / total, (float(left[:-2]) + float(width[:-2])) / total
        assert found == pytest.approx((start, end), abs=0.01)

    eventually(page, lambda: spans(low, high))
    expect(page.locator(".numbers")).to_contain_text("0.143 – 0.4")
    at = track(page, "angle")
    drag(page, at(120 / 180), at(0.3), steps=20)
    eventually(page, lambda: spans(0, 1))
    page.mouse.up()


def test_where_nobody_is_hurt_is_a_wedge_a_line_a_half_plane(visit: Visit) -> None:
    page = opened(visit)
    region = page.locator(".picture g[role=img] > g").first
    expect(region.locator("path")).to_have_count(1)
    typed(page, "angle").fill("180")
    typed(page, "angle").press("Enter")
    expect(region.locator("line")).to_have_count(1)
    expect(region.locator("path")).to_have_count(0)
    typed(page, "angle").fill("0")
    typed(page, "angle").press("Enter")
    expect(region.locator("path")).to_have_count(1)
    x0, y0 = origin(page)

    def right_half() -> None:
        box = region.locator("path").bounding_box()
        assert box
        assert box["x"] == pytest.approx(x0, abs=2)
        assert box["y"] + box["height"] / 2 == pytest.approx(y0, abs=2)

    eventually(page, right_half)


def test_an_arrow_shows_how_it_was_made(visit: Visit) -> None:
    page = opened(visit, "?methods=PCGrad")
    making = page.locator(".making")
    parts = page.locator(".picture g[role=img] > g").nth(2).locator("path")
    expect(making.locator("p")).to_contain_text("norm 5.204")
    expect(parts).to_have_count(2)
    making.get_by_role("button", name="2 changed").click()
    expect(making.locator("p")).to_have_text("RUL: g(RUL) + 1.5 g(health) · health: 0.167 g(RUL) + g(health)")
    making.get_by_role("button", name="1 raw").click()
    expect(parts).to_have_count(0)
    making.get_by_role("button", name="update").click()
    expect(making.locator("p")).to_contain_text("0.5 g(RUL) + 0.5 g(health)")
    expect(parts).to_have_count(2)


def test_help_opens_and_closes(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="What is “Share of the update”?").click()
    expect(page.get_by_text("The shares sum to 100 %")).to_be_visible()
    page.get_by_role("button", name="What is “Share of the update”?").press("Enter")
    expect(page.get_by_text("The shares sum to 100 %")).to_be_hidden()


def test_the_picture_follows_on_release_should_streamlits_page_change(visit: Visit) -> None:
    page = opened(visit)
    page.evaluate("document.querySelector('.st-key-lam_slider').classList.remove('st-key-lam_slider')")
    thumb = page.get_by_role("slider", name="λ: weight of RUL")
    before = tip(page, "update")
    thumb.focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    page.wait_for_function("b => document.querySelector('.st-key-lam input').value !== '0.500'", arg=before)

    def moved() -> None:
        assert math.dist(before, tip(page, "update")) > 5

    eventually(page, moved)


def test_a_link_puts_no_link_and_no_picture_into_the_page(visit: Visit) -> None:
    page = opened(visit, "?ratio=![a](/x.png) [b](/y) $x$ :red[c]")
    notice = page.get_by_test_id("stAlert")
    expect(notice).to_contain_text("the link says “![a](/x.png) [b](/y) $x$ :red[c]”, not a number")
    expect(notice.locator("img, a, .katex")).to_have_count(0)


def test_the_palette_fits_the_theme(visit: Visit) -> None:
    page = opened(visit, dark=True)
    for wanted in (PALETTE["rul"].dark, PALETTE["rul"].light):
        rgb = tuple(int(wanted[n : n + 2], 16) for n in (1, 3, 5))
        expect(page.locator(".tip-rul .grip")).to_have_css("stroke", f"rgb{rgb}")
        page.emulate_media(color_scheme="light")


def test_the_first_screen_holds_sliders_and_picture_in_readable_type_and_in_words(visit: Visit) -> None:
    page = opened(visit)
    for selector in (".picture svg", "figcaption", *(f".st-key-{key}_pair" for key in ("lam", "angle", "ratio"))):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, selector
    assert smallest_type(page) >= 13
    image = page.get_by_role("img", name="Minus the two gradients and minus their weighted sum")
    assert image.locator("desc").text_content() == (
        "RUL’s gradient has norm 5.000, health’s 1.667, 120 degrees apart, health to the left. "
        "The update, λ = 0.5, has norm 2.205. The arrows point the other way: downhill."
    )


def test_a_phone_keeps_the_picture_beside_the_sliders_and_never_scrolls_sideways(visit: Visit) -> None:
    page = opened(visit, "?methods=GABA&methods=PCGrad", width=390, height=844)
    fits(page)
    for key in ("lam", "angle", "ratio"):
        slider = page.locator(f".st-key-{key}_slider")
        slider.evaluate("e => e.scrollIntoView({ block: 'end' })")
        expect(slider).to_be_in_viewport(ratio=0.99)
        expect(page.locator(".picture svg")).to_be_in_viewport(ratio=0.9)
    assert smallest_type(page) >= 13


def smallest_type(page: Page) -> float:
    """In pixels, over everything that the components write."""
    return float(
        page.locator(".tug").evaluate_all(
            """roots => Math.min(...roots.flatMap(root => [...root.querySelectorAll('*')]
                 .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                 .filter(e => e.tagName !== 'desc').map(e => parseFloat(getComputedStyle(e).fontSize))))"""
        )
    )


VARIANTS = "&".join(f"methods={quote_plus(methods.info(name).title)}" for name in methods.names())


@pytest.mark.parametrize("state", ["angle=120&ratio=3", "angle=180&ratio=1", "angle=0&ratio=1&lam=0"])
def test_with_all_methods_no_label_is_cut_and_no_two_of_one_tip_collide(visit: Visit, state: str) -> None:
    page = opened(visit, f"?v=1&{state}&{VARIANTS}")
    page.wait_for_timeout(400)
    boxes = page.locator(".picture svg").evaluate(
        """svg => { const at = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text")].map(t => t.getBoundingClientRect())
            .map(b => [b.left - at.left, b.top - at.top, at.right - b.right, at.bottom - b.bottom]); }"""
    )
    assert len(boxes) > 5
    assert min(min(box) for box in boxes) > -1
    labels = page.locator(".picture svg text").all_text_contents()
    assert sum(label.endswith(" 0") for label in labels) <= 3  # the update, and one for all methods that stand still


def test_numbers_fit_beside_the_picture_on_a_tablet(visit: Visit) -> None:
    page = opened(visit, "?v=1&angle=110&ratio=500&methods=GABA", width=768, height=1024)
    assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('[data-testid=stMain]'))") <= 0
    box = page.locator(".numbers").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 768


def test_the_smaller_child_is_seen_turning(visit: Visit) -> None:
    page = opened(visit)
    page.locator(".picture svg").evaluate(
        """svg => { window.turns = []; const look = () => {
        const arc = [...svg.querySelectorAll("text")].find(t => /^\\d+(\\.\\d)?°$/.test(t.textContent));
        if (arc) window.turns.push(parseFloat(arc.textContent)); requestAnimationFrame(look); }; look(); }"""
    )
    page.get_by_role("button", name="The smaller child turns").click()
    page.wait_for_function("window.turns.at(-1) === 90 && Math.min(...window.turns) < 40", timeout=10_000)
    turns = page.evaluate("window.turns")
    way = turns[turns.index(min(turns)) :]
    assert way == sorted(way)
    assert len(set(way)) > 5


def test_who_prefers_no_motion_sees_the_end_at_once(visit: Visit) -> None:
    page = opened(visit, reduced_motion="reduce")
    page.get_by_role("button", name="The smaller child turns").click()
    expect(page.locator(".picture text").filter(has_text="90°")).to_be_visible()
    x0, _ = origin(page)
    assert tip(page, "health")[0] == pytest.approx(x0, abs=1)


def test_a_word_opens_the_glossary_where_it_is_explained(visit: Visit) -> None:
    page = opened(visit)
    link = page.locator("a[href='#word-gradient']").first
    assert "derivative" in (link.get_attribute("title") or "")
    link.focus()
    page.keyboard.press("Enter")
    entry = page.locator("[data-testid=stPopoverBody] .mtl-word")
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("derivative")
    assert not page.locator(".katex-error").count()
