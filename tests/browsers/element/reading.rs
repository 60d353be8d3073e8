//! Articles that are read in the page.
//!
//! In: hits that are opened, addresses of passages. Out: the article, where it
//! is scrolled to, what the address says. Invariant: back leads to where the
//! list was left.

use serde_json::{Value, json};

use super::{Gallery, strings};
use crate::browsers::{ARROW_DOWN, ENTER};

/// Whether this is where it can be seen.
const IN_VIEW: &str = "const inView = (one) => { const { top, bottom } = one.getBoundingClientRect(); return bottom > 0 && top < innerHeight; };";

pub(super) async fn stories(gallery: &Gallery) {
    goes_through_the_hits(gallery).await;
    leads_to_the_page_it_is_from(gallery).await;
    comes_back_to_where_it_was(gallery).await;
}

async fn goes_through_the_hits(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.ask("bien gioi").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article') && seen('current')").await;
    let count = gallery.run("return Number(/\\d+$/.exec(one('hit-count').textContent)[0])").await;
    let count = count.as_u64().expect("a number");
    assert!(count > 2, "{count}");
    let words = strings("vi")["hit"].as_str().expect("a string").to_owned();
    let at = |number: u64| {
        json!([words.replace("{number}", &number.to_string()).replace("{count}", &count.to_string()), true])
    };
    let state = format!("{IN_VIEW} return [one('hit-count').textContent, inView(one('current'))]");
    gallery.becomes(&state, at(1)).await;
    for number in (2..=count).chain([1]) {
        gallery.run("one('next').click()").await;
        gallery.becomes(&state, at(number)).await;
    }
    for number in [count, count - 1] {
        gallery.run("one('previous').click()").await;
        gallery.becomes(&state, at(number)).await;
    }
    assert_eq!(gallery.run("return seen('original')").await, false, "it has no page of its own");

    // The link leads to the paragraph with that hit.
    let paragraph = "return [...root.querySelectorAll('[part~=paragraph]')].findIndex((each) => each.querySelector('[part~=current]'))";
    let paragraph = gallery.run(paragraph).await;
    assert!(paragraph.as_u64().is_some_and(|number| number > 0), "{paragraph}");
    gallery.run("one('copy').click()").await;
    let said = strings("vi");
    gallery
        .until(&format!(
            "return [{}, {}].includes(one('said').textContent)",
            said["copied"], said["uncopied"]
        ))
        .await;
    let address = gallery.run("return location.href").await;
    let address = address.as_str().expect("an address");
    assert!(address.ends_with(&format!("&p={paragraph}")), "{address}");
    gallery.go(address).await;
    let named = format!(
        "{IN_VIEW} return seen('named') && [all('paragraph').indexOf(one('named')), inView(one('named')), one('named').contains(one('current'))]"
    );
    gallery.becomes(&named, json!([paragraph, true, true])).await;
    gallery.becomes("return [box.value, all('named').length]", json!(["bien gioi", 1])).await;
    // Of a paragraph that is longer than the window its hit is seen.
    gallery.run("element.style.width = '9rem'; history.pushState(null, '', '#'); dispatchEvent(new Event('popstate'))").await;
    gallery.until("return !seen('article')").await;
    gallery
        .run(&format!("history.pushState(null, '', {address:?}); dispatchEvent(new Event('popstate'))"))
        .await;
    let tall =
        format!("{IN_VIEW} return seen('named') && [one('named').clientHeight > 0, inView(one('current'))]");
    gallery.becomes(&tall, json!([true, true])).await;
    gallery.run("element.style.width = ''").await;
    // Left without a list to go back to, the results are there.
    gallery.run("one('back').click()").await;
    gallery
        .becomes(
            "return [seen('article'), seen('hit'), all('hit').length, location.hash]",
            json!([false, true, 5, ""]),
        )
        .await;

    // A passage that is not there is no harm.
    gallery.go(&format!("{}9999", address.trim_end_matches(char::is_numeric))).await;
    gallery.becomes("return [seen('article'), seen('named')]", json!([true, false])).await;
    gallery.is_quiet("reading").await;
}

async fn leads_to_the_page_it_is_from(gallery: &Gallery) {
    gallery.open("reader").await;
    gallery.ask("thi tran ta sin").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article')").await;
    let original =
        json!([format!("{}gallery/site/thi-tran-ta-sin.html", gallery.address), strings("en")["source"]]);
    gallery.becomes("return [one('original').href, one('original').textContent]", original).await;
    gallery.is_quiet("an article with a page of its own").await;
}

async fn comes_back_to_where_it_was(gallery: &Gallery) {
    // In the page, which is scrolled; and in what covers it, which is.
    for (mode, scrolled) in
        [("page", "document.scrollingElement"), ("inline", "one('panel')"), ("dialog", "one('panel')")]
    {
        gallery.open("reader").await;
        gallery
            .run(&format!(
                "element.setAttribute('mode', '{mode}'); element.setAttribute('limit', '14'); element.open()"
            ))
            .await;
        gallery.ask("vung cao").await;
        gallery.becomes("return all('hit').length", json!(14)).await;
        let before = gallery.run(&format!("{scrolled}.scrollTop = 200; return {scrolled}.scrollTop")).await;
        assert_ne!(before, Value::from(0), "{mode}: there is something to scroll");
        gallery.run("all('hit')[6].click()").await;
        gallery.until("return seen('article')").await;
        gallery.session.client.back().await.expect("there is a way back");
        gallery.until("return !seen('article') && seen('hit')").await;
        gallery.becomes(&format!("return {scrolled}.scrollTop"), before.clone()).await;
        gallery.session.client.forward().await.expect("there is a way forward");
        gallery.until("return seen('article')").await;
        gallery.run("one('back').click()").await;
        gallery.until("return !seen('article') && seen('hit')").await;
        gallery.becomes("return location.hash", json!("")).await;
    }
    gallery.is_quiet("coming back").await;
}
