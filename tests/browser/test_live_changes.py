"""Settings changed while it trains, runs that diverge, visitors beside each other, links and ways back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.live import Visit, button, paused, stands_at, step, value, wait_for_step

pytestmark = pytest.mark.browser


def test_another_weight_while_it_trains(visit: Visit) -> None:
    page = visit("live?recipe=fixed")
    page.locator(".player").evaluate("e => (e.isTheSame = true)")
    wait_for_step(page, 20)
    assert value(page, "weights", "RUL") == 0.5
    slider = page.locator(".st-key-weight").get_by_role("slider")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".strip[data-strip=weights] canvas")).to_have_attribute(
        "aria-label", re.compile("RUL 0.53"), timeout=10_000
    )
    assert step(page) >= 20, "the run was started over"
    assert page.locator(".player").evaluate("e => e.isTheSame === true"), "the player was mounted anew"
    expect(page).to_have_url(re.compile("weight=0.53"))
    button(page, "Pause").click()
    page.keyboard.press("Home")
    stands_at(page, 0)
    assert value(page, "weights", "RUL") == 0.5, "the steps before the change were changed too"


def test_another_recipe_while_it_stands_still_redraws_this_step(visit: Visit) -> None:
    page = paused(visit)
    for _ in range(5):
        button(page, "Step").click()
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name="IMTL-G").click()
    expect(page.locator(".strip[data-strip=pull] canvas")).to_have_attribute(
        "aria-label", re.compile(r"At step 5: ratio [\d,]+, pull 1\."), timeout=10_000
    )
    expect(page.locator(".player .code")).to_contain_text('methods.create("imtl_g")')


def test_a_new_seed_is_a_new_run(visit: Visit) -> None:
    page = paused(visit)
    first = value(page, "norms", "RUL")
    page.get_by_role("button", name="Data, seed").click()
    page.get_by_role("button", name="New seed").click()
    page.wait_for_url(re.compile("seed=1"))
    expect(page.locator(".strip[data-strip=norms] canvas")).not_to_have_attribute(
        "aria-label", re.compile(rf"At step 0: RUL {first:g}")
    )
    stands_at(page, 0)


def test_a_diverging_run_says_so_and_can_be_taken_up_again(visit: Visit) -> None:
    page = visit("live?lr=1&opt=sgd")
    sentence = page.locator(".player .sentence")
    expect(sentence).to_contain_text("stopped at step", timeout=20_000)
    expect(sentence).to_contain_text("learning rate")
    expect(button(page, "Run")).to_be_visible()
    assert step(page) >= 1
    page.keyboard.press("Tab")
    page.get_by_role("slider", name="Step shown").fill("0")
    expect(sentence).not_to_contain_text("stopped")
    slider = page.locator(".st-key-lr").get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".st-key-lr").get_by_role("slider")).to_have_attribute("aria-valuetext", "1e-05")
    expect(page).to_have_url(re.compile("lr=1e-05"))
    page.wait_for_timeout(1500)
    button(page, "Run").click()
    wait_for_step(page, 30)


def test_two_visitors_do_not_disturb_each_other(visit: Visit) -> None:
    one, two = paused(visit, "live?recipe=fixed&weight=0.9"), paused(visit, "live")
    button(two, "Run").click()
    wait_for_step(two, 15)
    stands_at(one, 0)
    assert value(one, "weights", "RUL") == 0.9
    assert value(two, "weights", "RUL") == 0.5


def test_a_link_and_a_reload_restore_the_settings(visit: Visit) -> None:
    page = paused(visit, "live?recipe=gaba&lr=0.003&opt=momentum&seed=4")
    expect(page).to_have_url(
        re.compile("recipe=GABA.*opt=Momentum|opt=Momentum.*recipe=GABA")
    )  # as Streamlit writes it
    page.reload()
    settled(page)
    wait_for_step(page, 0)
    for key, shown in (("recipe", "GABA"), ("opt", "Momentum")):
        expect(page.locator(f".st-key-{key}").get_by_role("combobox")).to_have_value(shown)
    expect(page.locator(".st-key-lr").get_by_role("slider")).to_have_attribute("aria-valuetext", "0.003")
    expect(page).to_have_url(re.compile(r"seed=4"))


def test_a_step_is_carried_to_the_tug_of_war_and_the_run_is_kept(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 25)
    button(page, "Pause").click()
    here, norms = step(page), value(page, "norms", "RUL")
    ratio, cosine = value(page, "pull", "ratio"), page.locator(".strip[data-strip=cosine]").inner_text()
    button(page, "Open this step in the tug-of-war").click()
    page.wait_for_url(re.compile(r"tug_of_war.*ratio="), timeout=20_000)
    carried = float(re.search(r"ratio=([\d.]+)", page.url)[1])  # type: ignore[index]
    assert carried == pytest.approx(ratio, rel=0.01), cosine
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Live training").click()
    page.wait_for_url(re.compile("live"))
    wait_for_step(page, here)
    stands_at(page, here)
    assert value(page, "norms", "RUL") == norms
    entries = page.evaluate("history.length")
    button(page, "Open this step in the tug-of-war").click()
    page.wait_for_url(re.compile(r"tug_of_war.*ratio="), timeout=20_000)
    expect(page.get_by_role("heading", name="Tug-of-war")).to_be_visible()
    page.wait_for_timeout(1000)  # what Streamlit has to write into the URL
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.get_by_role("heading", name="Live training")).to_be_visible(timeout=20_000)
