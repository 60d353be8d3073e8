//! What is found: suggestions, corrections, filters, more of it, what the
//! address says of it, and what was searched for before.
//!
//! In: what a visitor types and presses. Out: what is shown, and the address.
//! Invariant: an address says all of it, and nothing else of the address is lost.

use serde_json::json;

use super::{Gallery, strings};
use crate::browsers::{ARROW_DOWN, ENTER, ESCAPE};

/// Everything that the address keeps, as the page has it.
const ALL: &str = "
    const checked = all('value').filter((value) => value.querySelector('input').checked).map((value) => value.querySelector('[part=value-name]').textContent);
    const [from, to] = all('date-input').map((input) => input.value);
    const state = [box.value, checked, from, to, one('sort').value, all('hit').length];";
/// The same, as the address has it: other parameters first.
const SAID: &str = "const said = decodeURIComponent(location.search.replaceAll('+', ' '));";

pub(super) async fn stories(gallery: &Gallery) {
    completes_and_corrects(gallery).await;
    filters_and_says_so_in_the_address(gallery).await;
    remembers(gallery).await;
}

async fn completes_and_corrects(gallery: &Gallery) {
    gallery.open("pages").await;
    gallery.ask("chợ vùn").await;
    gallery.becomes("return texts('suggestion')", json!(["chợ vùng"])).await;
    gallery.run("one('suggestion').click()").await;
    gallery
        .becomes(
            "return [answered, box.value, root.activeElement === box]",
            json!(["chợ vùng", "chợ vùng", true]),
        )
        .await;
    assert_eq!(gallery.run("return texts('suggestion')").await, json!([]), "it is what was suggested");

    let corrected = strings("vi")["corrected"].as_str().expect("a string").replace("{to}", "chợ vùng cao");
    let is_corrected =
        format!("return seen('corrected') && one('corrected').textContent.startsWith({corrected:?})");
    gallery.ask("cho vungg cao").await;
    gallery.until(&is_corrected).await;
    gallery.run("one('more').click()").await;
    gallery.becomes("return all('hit').length", json!(10)).await;
    gallery.until(&is_corrected).await;
    choose(gallery, "chợ").await;
    gallery.becomes("return answer.total", json!(6)).await;
    gallery.until(&is_corrected).await;
    gallery.run("one('reset').click()").await;
    gallery.becomes("return answer.total", json!(14)).await;

    // The way back leads to what was typed, and stays there.
    gallery.run("one('literal').click()").await;
    gallery.until("return !seen('corrected') && root.activeElement === box").await;
    let literal = gallery.run("return answer.total").await;
    assert!(literal.as_u64().is_some_and(|total| total >= 5), "{literal}");
    gallery.becomes("return [answered, box.value]", json!(["cho vungg cao", "cho vungg cao"])).await;
    choose(gallery, "chợ").await;
    gallery.until("return answer.total <= 6 && !seen('corrected')").await;
    gallery.run("one('more').click()").await;
    gallery.until("return all('hit').length > 5 && !seen('corrected')").await;
    // Typed again it is taken for the other again.
    gallery.run("one('reset').click()").await;
    gallery.becomes("return [answer.total, seen('corrected')]", json!([literal, false])).await;
    gallery.ask("cho vungg ca").await;
    gallery.ask("cho vungg cao").await;
    gallery.until(&is_corrected).await;
    gallery.is_quiet("corrections").await;
}

/// Chooses a value to filter by, or leaves it.
async fn choose(gallery: &Gallery, value: &str) {
    gallery
        .run(&format!(
            "answered = null; all('value').find((value) => value.querySelector('[part=value-name]').textContent === {value:?}).querySelector('input').click()"
        ))
        .await;
    gallery.until("return answered !== null").await;
}

/// Sets a field as somebody does who uses it.
async fn set(gallery: &Gallery, field: &str, value: &str) {
    gallery
        .run(&format!(
            "answered = null; const field = {field}; field.value = {value:?}; field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        ))
        .await;
    gallery.until("return answered !== null").await;
}

async fn filters_and_says_so_in_the_address(gallery: &Gallery) {
    gallery.open("pages").await;
    gallery.ask("cho").await;
    let counts = "return Object.fromEntries(all('value').filter((value) => !value.hidden).map((value) => [value.querySelector('[part=value-name]').textContent, value.querySelector('[part=count]').textContent]))";
    let of_all = gallery.run(counts).await;
    assert_eq!(
        (&of_all["chợ"], &of_all["thị trấn"], &of_all["Hà Giang"]),
        (&json!("6"), &json!("3"), &json!("3"))
    );
    gallery.becomes(&format!("{SAID} return said"), json!("?only=pages&q=cho")).await;

    // What a site always asks cannot be chosen otherwise, nor can what is typed: two are both.
    for (way, undone) in [
        ("element.setAttribute('filters', 'loại:chợ')", "element.removeAttribute('filters')"),
        ("element.search('loại:chợ cho')", "element.search('cho')"),
    ] {
        gallery.run(&format!("answered = null; {way}")).await;
        gallery.until("return answered !== null").await;
        let counted = gallery.run(counts).await;
        assert_eq!((&counted["chợ"], &counted["thị trấn"]), (&json!("6"), &json!("2")), "{way}");
        gallery.run(&format!("answered = null; {undone}")).await;
        gallery.until("return answered !== null").await;
    }

    gallery.run("one('filters-summary').click()").await;
    let said = |more: &str| json!(format!("?only=pages&q=cho{more}"));
    let address = format!("{SAID} return said");
    choose(gallery, "chợ").await;
    gallery.becomes("return [answer.total, all('hit').length]", json!([6, 5])).await;
    assert_eq!(gallery.run(counts).await["thị trấn"], "3", "what choosing it too would add");
    gallery.becomes(&address, said("&q.loại=chợ")).await;
    choose(gallery, "thị trấn").await;
    gallery.becomes("return answer.total > 6", json!(true)).await;
    let both = gallery.run("return answer.total").await;
    gallery.becomes(&address, said("&q.loại=chợ&q.loại=thị trấn")).await;
    set(gallery, "one('sort')", "date").await;
    gallery.becomes(&address, said("&q-sort=date&q.loại=chợ&q.loại=thị trấn")).await;
    let dates = "return all('hit').map((hit) => hit.querySelector('time').dateTime)";
    let newest: Vec<String> = serde_json::from_value(gallery.run(dates).await).expect("dates");
    assert!(newest.is_sorted_by(|one, next| one >= next), "{newest:?}");
    gallery
        .run("answered = null; one('hit').dataset.kept = 'so'; scrollTo(0, 40); one('more').click()")
        .await;
    gallery.until("return all('hit').length > 5").await;
    assert_eq!(
        gallery.run("return [one('hit').dataset.kept, scrollY]").await,
        json!(["so", 40]),
        "nothing moves for more"
    );
    let shown = gallery.run("return all('hit').length").await;
    gallery
        .becomes(&address, said(&format!("&q-sort=date&q.loại=chợ&q.loại=thị trấn&q-shown={shown}")))
        .await;
    let whole = gallery.run(&format!("{ALL} return state")).await;
    assert_eq!(whole, json!(["cho", ["chợ", "thị trấn"], "", "", "date", shown]));

    // Loaded again, or sent to somebody, it is all there.
    gallery.session.client.refresh().await.expect("the page loads again");
    gallery.becomes(&format!("{ALL} return state"), whole.clone()).await;
    assert_eq!(gallery.run("return [one('filters').open, answer.total]").await, json!([true, both]));
    set(gallery, "one('date-input')", "2024-01-01").await;
    gallery.becomes("return search.get('q-from')", json!("2024-01-01")).await;
    set(gallery, "all('date-input')[1]", "2025-12-31").await;
    gallery
        .becomes(
            "return [search.get('q-from'), search.get('q-to'), search.get('q-shown')]",
            json!(["2024-01-01", "2025-12-31", null]),
        )
        .await;
    let within: Vec<String> = serde_json::from_value(gallery.run(dates).await).expect("dates");
    assert!(
        !within.is_empty() && within.iter().all(|date| ("2024".."2026").contains(&date.as_str())),
        "{within:?}"
    );

    // Each choice has its place in the history. The button of WebKit passes over
    // those that no finger has made.
    gallery.run("history.back()").await;
    gallery.becomes(&format!("{ALL} return [from, to, state[0]]"), json!(["2024-01-01", "", "cho"])).await;
    gallery.run("history.back()").await;
    gallery.becomes(&format!("{ALL} return state"), whole).await;
    gallery.run("history.go(2)").await;
    gallery.becomes(&format!("{ALL} return [from, to]"), json!(["2024-01-01", "2025-12-31"])).await;
    gallery.run("answered = null; one('reset').click()").await;
    gallery.becomes(&format!("{ALL} return state"), json!(["cho", [], "", "", "relevance", 5])).await;
    gallery.becomes(&address, said("")).await;
    gallery.until("return !seen('reset')").await;
    gallery.is_quiet("filters").await;
}

async fn remembers(gallery: &Gallery) {
    let recents = "return seen('recent') ? texts('recent') : []";
    gallery.open("inline").await;
    gallery.run("localStorage.clear()").await;
    for query in ["hua phan", "ma tuy"] {
        gallery.ask(query).await;
        gallery.press(ENTER).await;
    }
    gallery.press(ESCAPE).await;
    gallery.press(ESCAPE).await;
    gallery.becomes("return box.value", json!("")).await;
    gallery.becomes(recents, json!(["ma tuy", "hua phan"])).await;
    gallery.is_true("recent searches").await;
    // They can be put away like anything that covers the page, and come back when they are wanted.
    gallery.press(ESCAPE).await;
    gallery.becomes(recents, json!([])).await;
    gallery.is_true("recent searches put away").await;
    gallery.press(ARROW_DOWN).await;
    gallery.becomes(recents, json!(["ma tuy", "hua phan"])).await;
    gallery.run("element.close()").await;
    gallery.becomes(recents, json!([])).await;
    gallery.run("box.click()").await;
    gallery.becomes(recents, json!(["ma tuy", "hua phan"])).await;
    gallery.run("document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))").await;
    gallery.becomes(recents, json!([])).await;
    gallery.open("inline").await;
    gallery.run("box.focus()").await;
    gallery.becomes(recents, json!(["ma tuy", "hua phan"])).await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.becomes("return [answered, box.value]", json!(["hua phan", "hua phan"])).await;
    gallery.becomes(recents, json!([])).await;
    gallery.press(ESCAPE).await;
    gallery.press(ESCAPE).await;
    gallery.until("return seen('forget')").await;
    gallery.run("one('forget').click()").await;
    gallery.becomes(recents, json!([])).await;
    assert_eq!(gallery.run("return localStorage.length").await, 0);

    // Where the site wants none kept, none is.
    gallery.open("words").await;
    gallery.ask("thi tran").await;
    gallery.press(ENTER).await;
    gallery.press(ESCAPE).await;
    gallery.press(ESCAPE).await;
    gallery.becomes("return box.value", json!("")).await;
    assert_eq!(gallery.run("return [localStorage.length, seen('recent')]").await, json!([0, false]));
    gallery.is_quiet("what is kept").await;
}
