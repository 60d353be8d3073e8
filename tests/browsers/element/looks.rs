//! How it looks: on narrow screens, from right to left, without motion, in
//! colours of the reader's own, and that nothing jumps.
//!
//! In: the gallery in frames and under what a browser can be told to prefer.
//! Out: measures of what is laid out. Invariant: nothing scrolls sideways, and
//! nothing that somebody is about to press moves.

use fantoccini::Locator;
use serde_json::json;

use super::{Browser, Gallery};
use crate::browsers::{ARROW_DOWN, ENTER};

/// A screen of 320 pixels.
pub(super) const FRAME: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Frame</title>
<link rel=\"icon\" href=\"icon.svg\"><iframe width=\"320\" height=\"640\" style=\"border: 0\" title=\"Frame\"></iframe>";

pub(super) async fn stories(gallery: &Gallery) {
    fits_a_narrow_screen(gallery).await;
    starts_at_the_right(gallery).await;
    is_big_enough_and_still(gallery).await;
    if gallery.browser == Browser::Chromium {
        has_the_colours_of_the_reader(gallery).await;
        does_not_jump(gallery).await;
    }
}

async fn fits_a_narrow_screen(gallery: &Gallery) {
    gallery.go(&format!("{}gallery/frame.html", gallery.address)).await;
    for (only, mode) in [("inline", "inline"), ("pages", "page"), ("dialog", "dialog"), ("rtl", "page")] {
        let address = gallery.section(only);
        gallery.session.run(&format!("document.querySelector('iframe').src = {address:?}")).await;
        let frame = gallery.session.client.find(Locator::Css("iframe")).await.expect("a frame");
        frame.enter_frame().await.expect("the frame can be entered");
        gallery.until(&format!("return root && search.get('only') === {only:?}")).await;
        let fits = "return [innerWidth, document.documentElement.scrollWidth <= innerWidth,
            [...root.querySelectorAll('button, summary, input, select, [role=option], dialog')].filter((each) => each.checkVisibility()).every((each) => {
              const { left, right } = each.getBoundingClientRect();
              return left >= 0 && right <= innerWidth;
            })]";
        let is = json!([320, true, true]);
        gallery.becomes(fits, is.clone()).await;
        gallery.run(&format!("element.setAttribute('mode', '{mode}'); element.setAttribute('reader', ''); element.open(); answered = null; element.search('cho vungg cao')")).await;
        gallery.becomes("return answered", json!("cho vungg cao")).await;
        gallery.until("return seen('hit')").await;
        gallery.becomes(fits, is.clone()).await;
        gallery.run("one('filters').open = true").await;
        gallery.becomes(fits, is.clone()).await;
        gallery.run("one('hit').click()").await;
        gallery.until("return seen('article')").await;
        gallery.becomes(fits, is).await;
        gallery.session.client.enter_parent_frame().await.expect("out of the frame");
    }
}

async fn starts_at_the_right(gallery: &Gallery) {
    gallery.open("rtl").await;
    gallery.ask("cho").await;
    // What is written from left to right too, and none of it is cut off.
    let rooms = "return all('hit').every((hit) => {
        const range = document.createRange();
        range.selectNodeContents(hit.querySelector('[part=title]'));
        const [text, room] = [range.getBoundingClientRect(), hit.getBoundingClientRect()];
        return room.right - text.right < 24 && text.left >= room.left;
      })";
    gallery.becomes(rooms, json!(true)).await;
    let field = "const [list, own] = [one('list').getBoundingClientRect(), box.getBoundingClientRect()]; return [list.right <= own.right, list.left >= own.left, getComputedStyle(one('list')).direction]";
    gallery.becomes(field, json!([true, true, "rtl"])).await;
}

async fn is_big_enough_and_still(gallery: &Gallery) {
    let is_chromium = gallery.browser == Browser::Chromium;
    if is_chromium {
        prefers(gallery, "prefers-reduced-motion", "reduce").await;
    }
    for (only, query) in [("inline", "bi"), ("pages", "cho vungg cao"), ("dialog", "vung cao")] {
        gallery.open(only).await;
        gallery.run("element.setAttribute('reader', ''); element.open()").await;
        gallery.ask(query).await;
        let small = "return [...root.querySelectorAll('button, summary, select, [type=date], label, [role=option]')]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24).map((each) => each.part.value)";
        let moving = "return [...root.querySelectorAll('*')].map((each) => [each, getComputedStyle(each)])
            .filter(([, { animationName, transitionDuration, scrollBehavior }]) => animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration) || scrollBehavior !== 'auto')
            .map(([each]) => each.part.value)";
        gallery.run("if (seen('filters')) one('filters').open = true").await;
        for nothing in [small, moving] {
            assert_eq!(gallery.run(nothing).await, json!([]), "{only}");
        }
        assert_eq!(gallery.run("return parseFloat(getComputedStyle(box).fontSize) >= 16").await, true);
        gallery.run("one('hit').click()").await;
        gallery.until("return seen('article')").await;
        for nothing in [small, moving] {
            assert_eq!(gallery.run(nothing).await, json!([]), "{only}, reading");
        }
    }
    if is_chromium {
        assert_eq!(gallery.run("return matchMedia('(prefers-reduced-motion: reduce)').matches").await, true);
        prefers(gallery, "prefers-reduced-motion", "").await;
    }
}

/// Tells Chromium what its reader prefers.
async fn prefers(gallery: &Gallery, name: &str, value: &str) {
    let features = json!({ "features": [{ "name": name, "value": value }] });
    gallery.session.devtools("Emulation.setEmulatedMedia", features).await;
}

async fn has_the_colours_of_the_reader(gallery: &Gallery) {
    prefers(gallery, "forced-colors", "active").await;
    gallery.open("inline").await;
    gallery.ask("bien gioi").await;
    gallery.press(ARROW_DOWN).await;
    gallery.until("return active() && matchMedia('(forced-colors: active)').matches").await;
    let differs = "const [first, next] = all('hit').map((hit) => getComputedStyle(hit).backgroundColor); return first !== next";
    assert_eq!(gallery.run(differs).await, true);
    let legible = "return [active(), ...active().querySelectorAll('*')].every((each) => getComputedStyle(each).color !== getComputedStyle(active()).backgroundColor)";
    assert_eq!(gallery.run(legible).await, true);
    // The hit that has been reached is another than those before and after it.
    gallery.run("element.setAttribute('reader', '')").await;
    gallery.ask("vung cao").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('current')").await;
    let differs = "const of = (one) => getComputedStyle(one).backgroundColor; return of(one('current')) !== of(all('mark').find((mark) => !mark.part.contains('current')))";
    assert_eq!(gallery.run(differs).await, true);
    gallery.run("element.removeAttribute('reader')").await;
    prefers(gallery, "forced-colors", "").await;
}

async fn does_not_jump(gallery: &Gallery) {
    let watch = "document.shifts = []; new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries()) document.shifts.push(...sources.map(({ node }) => node?.nodeName + ' ' + (node?.id ?? '') + ' ' + (node?.getRootNode() === root)));
      }).observe({ type: 'layout-shift' });";
    // What covers the page moves nothing at all.
    gallery.open("inline").await;
    gallery.run(watch).await;
    for query in ["b", "bien gioi", "xyzzy", "an nin trat tu", "hua phan"] {
        gallery.run(&format!("answered = null; element.search({query:?})")).await;
        gallery.becomes("return answered", json!(query)).await;
        painted(gallery).await;
    }
    assert_eq!(gallery.run("return document.shifts").await, json!([]));
    // In the page, what is below makes room; nothing else does.
    gallery.open("pages").await;
    let at = "return [box, document.querySelector('h1'), document.querySelector('h2')].map((each) => each.getBoundingClientRect().top)";
    let before = gallery.run(at).await;
    for query in ["c", "cho", "cho vungg cao", "xyzzy"] {
        gallery.run(&format!("answered = null; element.search({query:?})")).await;
        gallery.becomes("return answered", json!(query)).await;
        painted(gallery).await;
        assert_eq!(gallery.run(at).await, before, "{query}");
    }
}

/// Waits until what is there has been drawn.
async fn painted(gallery: &Gallery) {
    let script = "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))";
    gallery.session.client.execute_async(script, Vec::new()).await.expect("it is drawn");
}
