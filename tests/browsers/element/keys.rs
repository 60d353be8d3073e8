//! Everything by keys alone, and what assistive technology is told meanwhile.
//!
//! In: keys, pressed as people press them. Out: where the focus is, what is
//! active, open, typed. Invariant: one key takes one step, and what is typed
//! into elsewhere in the page is left alone.

use serde_json::json;

use super::{CONTROL, Gallery, TAB};
use crate::browsers::{ARROW_DOWN, ARROW_UP, ENTER, ESCAPE};

/// The active option by its place, whether the list is said to be open, and the text.
const STATE: &str =
    "return [active() && [...active().parentNode.children].indexOf(active()), box.ariaExpanded, box.value]";

pub(super) async fn stories(gallery: &Gallery) {
    steps_back_one_thing_at_a_time(gallery).await;
    goes_on_below_the_last(gallery).await;
    reaches_everything_by_tab(gallery).await;
    opens_a_dialog_and_leaves_it(gallery).await;
    leaves_what_nobody_sees_into(gallery).await;
}

/// What somebody else's element has in it may be a box.
async fn leaves_what_nobody_sees_into(gallery: &Gallery) {
    gallery.open("dialog").await;
    gallery
        .run(
            "element.setAttribute('shortcut', '/ mod+k');
             customElements.define('own-box', class extends HTMLElement {
               inner = this.attachShadow({ mode: 'closed' }).appendChild(document.createElement('input'));
             });
             document.body.append(document.createElement('own-box'));
             document.querySelector('own-box').inner.focus()",
        )
        .await;
    gallery.press("a/b").await;
    gallery.becomes("return document.querySelector('own-box').inner.value", json!("a/b")).await;
    assert_eq!(gallery.run("return seen('input')").await, false);
    gallery.run("document.querySelector('own-box').inner.blur()").await;
    gallery.press("/").await;
    gallery.until("return root.activeElement === box").await;
    gallery.is_quiet("a box nobody sees into").await;
}

async fn steps_back_one_thing_at_a_time(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.run("localStorage.clear(); element.setAttribute('no-recent', ''); document.querySelector('h2 a').focus()").await;
    gallery.press(TAB).await;
    gallery
        .becomes("return document.activeElement === element && root.activeElement === box", json!(true))
        .await;
    gallery.is_true("an empty box").await;
    gallery.ask("bien gioi").await;
    for (key, expected) in [
        (ARROW_DOWN, json!([0, "true", "bien gioi"])),
        (ARROW_UP, json!([4, "true", "bien gioi"])),
        (ARROW_DOWN, json!([0, "true", "bien gioi"])),
        (ARROW_DOWN, json!([1, "true", "bien gioi"])),
    ] {
        gallery.press(key).await;
        gallery.becomes(STATE, expected).await;
        gallery.is_true("moving in the list").await;
    }
    gallery.press(ENTER).await;
    gallery.until("return seen('article') && root.activeElement === one('article')").await;
    gallery.is_true("reading").await;
    gallery.press(ESCAPE).await;
    gallery.until("return !seen('article') && root.activeElement === box").await;
    gallery.becomes(STATE, json!([null, "true", "bien gioi"])).await;
    gallery.press(ARROW_DOWN).await;
    for expected in
        [json!([null, "true", "bien gioi"]), json!([null, "false", "bien gioi"]), json!([null, "false", ""])]
    {
        gallery.press(ESCAPE).await;
        gallery.becomes(STATE, expected).await;
        gallery.is_true("after Escape").await;
    }
    // What was hidden is there again with an arrow.
    gallery.ask("bien gioi").await;
    gallery.press(ESCAPE).await;
    gallery.becomes(STATE, json!([null, "false", "bien gioi"])).await;
    gallery.press(ARROW_DOWN).await;
    gallery.becomes(STATE, json!([null, "true", "bien gioi"])).await;
    gallery.ask("xyzzy").await;
    gallery.press(ARROW_DOWN).await;
    gallery.becomes(STATE, json!([null, "false", "xyzzy"])).await;
    gallery.is_true("nothing found").await;
    gallery.is_quiet("keys").await;
}

async fn goes_on_below_the_last(gallery: &Gallery) {
    gallery.open("pages").await;
    gallery.ask("vung cao").await;
    gallery.press(ARROW_UP).await;
    let last = gallery.run(STATE).await[0].as_u64().expect("an option is active");
    assert!(last >= 4, "five hits, and sections");
    gallery.press(ARROW_DOWN).await;
    gallery.becomes(STATE, json!([last + 1, "true", "vung cao"])).await;
    gallery.becomes("return all('hit').length", json!(10)).await;
    gallery.is_true("more").await;
    gallery.press(ARROW_DOWN).await;
    gallery.becomes(STATE, json!([last + 2, "true", "vung cao"])).await;
}

async fn reaches_everything_by_tab(gallery: &Gallery) {
    gallery.ask("chợ vùn").await;
    gallery.run("one('filters').open = true").await;
    let mut reached = Vec::new();
    for _ in 0..60 {
        gallery.press(TAB).await;
        let at = gallery.run("return root.activeElement?.getAttribute('part') ?? null").await;
        let Some(part) = at.as_str() else { break };
        if reached.last().map(String::as_str) != Some(part) {
            reached.push(part.to_owned());
        }
    }
    let expected = ["suggestion", "filters-summary", "check", "date-input", "sort", "more"];
    // A box with a list that scrolls may be a stop of its own.
    reached.retain(|part| expected.contains(&part.as_str()));
    assert_eq!(reached, expected);
}

async fn opens_a_dialog_and_leaves_it(gallery: &Gallery) {
    let is_open = "return [one('dialog').open, root.activeElement?.getAttribute('part') ?? null, box.value]";
    gallery.open("dialog").await;
    gallery.run("document.querySelector('h2 a').focus()").await;
    gallery.press(TAB).await;
    gallery.press(ENTER).await;
    gallery.becomes(is_open, json!([true, "input", ""])).await;
    gallery.is_true("a dialog").await;
    gallery.press(ESCAPE).await;
    gallery.becomes(is_open, json!([false, "open", ""])).await;

    gallery.run("document.querySelector('h2 a').focus()").await;
    for keys in ["k", "/"] {
        if keys == "k" {
            gallery.session.chord(CONTROL, 'k').await;
        } else {
            gallery.press(keys).await;
        }
        gallery.becomes(is_open, json!([true, "input", ""])).await;
        gallery.ask("vung cao").await;
        gallery.press(ARROW_DOWN).await;
        gallery.is_true("an option in a dialog").await;
        // A slash that is typed is one.
        gallery.press(ESCAPE).await;
        gallery.becomes(STATE, json!([null, "true", "vung cao"])).await;
        gallery.press("/").await;
        gallery.becomes(is_open, json!([true, "input", "vung cao/"])).await;
        gallery.press(ESCAPE).await;
        gallery
            .becomes("return [one('dialog').open, document.activeElement.localName]", json!([false, "a"]))
            .await;
        gallery.run("box.value = ''").await;
    }

    // From the article to the list, from there to what opened it.
    gallery.run("element.setAttribute('reader', ''); one('open').focus()").await;
    gallery.press(ENTER).await;
    gallery.ask("vung cao").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article') && root.activeElement === one('article')").await;
    gallery.is_true("reading in a dialog").await;
    gallery.press(ESCAPE).await;
    gallery.until("return !seen('article') && seen('hit')").await;
    gallery.becomes(is_open, json!([true, "input", "vung cao"])).await;
    gallery.press(ESCAPE).await;
    gallery.becomes(is_open, json!([false, "open", "vung cao"])).await;
    // Closed with its article, that is closed too.
    gallery.press(ENTER).await;
    gallery.until("return seen('hit') && root.activeElement === box").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article')").await;
    gallery.run("one('close').click()").await;
    let closed = "return [one('dialog').open, seen('article'), location.hash, root.activeElement?.getAttribute('part') ?? null]";
    gallery.becomes(closed, json!([false, false, "", "open"])).await;

    // Who marks a text and lets go beside the dialog wants it to stay.
    gallery.press(ENTER).await;
    let beside = |event: &str| {
        format!("one('dialog').dispatchEvent(new MouseEvent('{event}')); return one('dialog').open")
    };
    assert_eq!(gallery.run(&beside("click")).await, true);
    assert_eq!(gallery.run(&beside("mousedown")).await, false);

    // Elsewhere in the page these are letters, or keys of something else.
    let area = "const area = document.createElement('textarea'); document.querySelector('main').append(area); area.focus()";
    for field in [area, "document.querySelector('#controls input').focus()"] {
        gallery.run(field).await;
        gallery.press("/").await;
        gallery.session.chord(CONTROL, 'k').await;
        let left = "return [one('dialog').open, document.querySelector('textarea').value]";
        gallery.becomes(left, json!([false, "/"])).await;
    }
    gallery.is_quiet("a dialog").await;
}
