//! Input methods: what they do to the box, and that nothing is done to them.
//!
//! In: the events of compositions, of rewriting by backspaces, of pasting; in
//! Chromium an input method at work too. Out: an answer to each half-typed
//! state. Invariant: the element never changes the text or the caret, and no
//! key of a composition is taken.

use serde_json::{Value, json};

use super::{BACKSPACE, Browser, Gallery};

/// How an input method tells of a step: the key is its own, the text changes.
const COMPOSE: &str = "
    const init = { bubbles: true, composed: true, cancelable: true };
    const key = (key, more) => box.dispatchEvent(new KeyboardEvent('keydown', { key, ...init, ...more }));
    const composes = (type, data) => box.dispatchEvent(new CompositionEvent(type, { data, ...init }));
    const changes = (value, inputType, isComposing) => {
      box.value = value;
      box.dispatchEvent(new InputEvent('input', { data: value, inputType, isComposing, ...init }));
    };";

/// From the first key to the last, as Telex shows it.
const TELEX: [&str; 12] = [
    "b",
    "bi",
    "bie",
    "biê",
    "biên",
    "biên ",
    "biên g",
    "biên gi",
    "biên gio",
    "biên gioi",
    "biên giơi",
    "biên giới",
];

pub(super) async fn stories(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.run("localStorage.clear(); box.focus()").await;
    composes(gallery).await;
    rewrites(gallery).await;
    reads_raw_keys(gallery).await;
    leaves_the_caret(gallery).await;
    if gallery.browser == Browser::Chromium {
        a_real_one(gallery).await;
    }
    gallery.is_quiet("input methods").await;
}

/// This state of the text is answered, and neither it nor the caret changed.
async fn is_answered(gallery: &Gallery, typed: &str) {
    let state = "return [answered, box.value, box.selectionStart, box.selectionEnd, answer?.total > 0 && all('hit').length > 0]";
    let length = typed.encode_utf16().count();
    gallery.becomes(state, json!([typed, typed, length, length, true])).await;
}

async fn composes(gallery: &Gallery) {
    gallery.run(&format!("{COMPOSE} composes('compositionstart', '')")).await;
    for typed in TELEX {
        gallery
            .run(&format!(
                "{COMPOSE} key('Process', {{ isComposing: true, keyCode: 229 }}); composes('compositionupdate', {typed:?});
                 changes({typed:?}, 'insertCompositionText', true)"
            ))
            .await;
        is_answered(gallery, typed).await;
    }
    // Its keys are its own: candidates are chosen with them.
    for how in ["{ isComposing: true }", "{ keyCode: 229 }", "{ isComposing: true, keyCode: 229 }"] {
        let keys = format!(
            "{COMPOSE} return ['Enter', 'Escape', 'ArrowDown', 'ArrowUp'].map((name) => key(name, {how}))
               .concat(active() ?? null, box.value, box.ariaExpanded, location.hash)"
        );
        let left = json!([true, true, true, true, null, "biên giới", "true", ""]);
        assert_eq!(gallery.run(&keys).await, left, "{how}");
    }
    gallery.run(&format!("{COMPOSE} composes('compositionend', 'biên giới')")).await;
    is_answered(gallery, "biên giới").await;
    // And then they are the list's again.
    let keys = format!("{COMPOSE} return [key('ArrowDown', {{}}), active()?.id]");
    assert_eq!(gallery.run(&keys).await, json!([false, "option-0"]));
    gallery.run(&format!("{COMPOSE} key('Escape', {{}})")).await;
}

/// Some send backspaces, and then the letters anew, without any composition.
async fn rewrites(gallery: &Gallery) {
    gallery.run("box.select()").await;
    gallery.press("bie").await;
    is_answered(gallery, "bie").await;
    for (keys, typed) in [
        (BACKSPACE, "bi"),
        ("ê", "biê"),
        ("n gio", "biên gio"),
        (BACKSPACE, "biên gi"),
        ("ơi", "biên giơi"),
        ("\u{e003}\u{e003}", "biên gi"),
        ("ới", "biên giới"),
    ] {
        gallery.press(keys).await;
        is_answered(gallery, typed).await;
    }
}

/// Where no input method reads them, the engine does.
async fn reads_raw_keys(gallery: &Gallery) {
    for keys in ["bieen gioiws", "bie6n gio71i"] {
        gallery.run("box.select()").await;
        let mut typed = String::new();
        for key in keys.chars() {
            typed.push(key);
            gallery.press(&key.to_string()).await;
            is_answered(gallery, &typed).await;
        }
        let first =
            gallery.run("return one('snippet').querySelector('mark').textContent.toLowerCase()").await;
        assert_eq!(first, "biên", "{keys}");
    }
}

async fn leaves_the_caret(gallery: &Gallery) {
    // A word put in where there is room, the answers coming meanwhile.
    gallery.ask("bien thanh hoa").await;
    gallery.run("box.setSelectionRange(5, 5)").await;
    for (key, typed) in [("g", "bien gthanh hoa"), ("i", "bien githanh hoa"), (" ", "bien gi thanh hoa")] {
        gallery.press(key).await;
        let at = typed.find("thanh").expect("it stands there");
        gallery
            .becomes(
                "return [answered, box.value, box.selectionStart, box.selectionEnd]",
                json!([typed, typed, at, at]),
            )
            .await;
    }
    // Pasted, with what a page had before and after it.
    gallery.run("box.select(); document.execCommand('insertText', false, ' biên  giới\\n')").await;
    let pasted = gallery.run("return box.value").await;
    gallery.becomes("return answered", pasted.clone()).await;
    gallery
        .becomes("return [box.value, box.selectionStart === box.value.length]", json!([pasted, true]))
        .await;
    assert_eq!(gallery.run("return all('hit').length").await, 5);
}

/// An input method as Chromium has it.
async fn a_real_one(gallery: &Gallery) {
    gallery.run("box.focus(); box.value = ''; answered = null").await;
    for typed in TELEX {
        let length = typed.encode_utf16().count();
        let step = json!({ "text": typed, "selectionStart": length, "selectionEnd": length });
        gallery.session.devtools("Input.imeSetComposition", step).await;
        is_answered(gallery, typed).await;
    }
    gallery.session.devtools("Input.insertText", json!({ "text": "biên giới" })).await;
    is_answered(gallery, "biên giới").await;
    assert_ne!(gallery.run("return active()").await, Value::Bool(true));
}
