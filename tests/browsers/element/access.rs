//! What axe-core finds wrong: nothing, in no state, light or dark.
//!
//! In: states of the gallery, one after the other. Out: no violation of WCAG 2.2
//! AA nor of what is best practice beside it.

use std::fs;

use serde_json::{Value, json};

use super::{Browser, Gallery, www};
use crate::browsers::{ARROW_DOWN, ENTER, ESCAPE};

/// Runs axe over the page in the colours it has, and gives what is wrong; or nothing, where it is not
/// there yet.
const RUN: &str = "
    const [done] = [...arguments].slice(-1);
    if (!window.axe) return done(null);
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const told = ({ violations }) => violations.map(({ id, nodes }) =>
      [id, ...nodes.map(({ target, failureSummary }) => `${target.flat().join(' ')}: ${failureSummary}`)]);
    axe.run(document, { runOnly, resultTypes: ['violations'] }).then((found) => done(told(found)), (error) => done(String(error)));";

struct Judge<'a> {
    gallery: &'a Gallery,
    axe: String,
}

impl Judge<'_> {
    /// Finds nothing wrong with what is shown.
    async fn passes(&self, state: &str) {
        // One browser's word on colours is enough.
        let schemes: &[&str] =
            if self.gallery.browser == Browser::Chromium { &["light", "dark"] } else { &["light"] };
        for scheme in schemes {
            self.gallery.run(&format!("document.documentElement.dataset.scheme = '{scheme}'")).await;
            assert_eq!(self.finds().await, json!([]), "{state}, {scheme}");
        }
    }

    /// What is wrong with what is shown.
    async fn finds(&self) -> Value {
        let client = &self.gallery.session.client;
        let found = client.execute_async(RUN, Vec::new()).await.expect("axe answers");
        if !found.is_null() {
            return found;
        }
        // It is half a megabyte, so a page is told of it once.
        let script = format!("{}; {RUN}", self.axe);
        client.execute_async(&script, Vec::new()).await.expect("axe answers")
    }
}

pub(super) async fn stories(gallery: &Gallery) {
    let axe = fs::read_to_string(www().join("node_modules/axe-core/axe.min.js"))
        .expect("axe-core is there; `npm ci --prefix www` installs it");
    let judge = Judge { gallery, axe };
    a_box_over_the_page(&judge).await;
    results_in_the_page(&judge).await;
    a_dialog(&judge).await;
    articles_read_here(&judge).await;
    if gallery.browser == Browser::Chromium {
        other_looks(&judge).await;
    }
}

async fn a_box_over_the_page(judge: &Judge<'_>) {
    let gallery = judge.gallery;
    gallery.open("inline").await;
    gallery.run("localStorage.clear()").await;
    judge.passes("an empty box").await;
    gallery.ask("bi").await;
    judge.passes("while typing, with suggestions").await;
    gallery.press(ARROW_DOWN).await;
    judge.passes("an option is active").await;
    gallery.ask("an nin trat tu").await;
    gallery.until("return seen('corrected')").await;
    judge.passes("a correction").await;
    gallery.ask("xyzzy").await;
    judge.passes("nothing found").await;
    gallery.ask("hua phan").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article')").await;
    judge.passes("an article over the page").await;
    gallery.press(ESCAPE).await;
    gallery.until("return !seen('article')").await;
    gallery.press(ESCAPE).await;
    gallery.press(ESCAPE).await;
    gallery.becomes("return texts('recent')", json!(["hua phan"])).await;
    judge.passes("recent searches").await;
    gallery.open("broken").await;
    gallery.run("box.focus()").await;
    gallery.press("b").await;
    gallery.until("return failed").await;
    judge.passes("an error, with what is there instead").await;
}

async fn results_in_the_page(judge: &Judge<'_>) {
    let gallery = judge.gallery;
    gallery.open("pages").await;
    judge.passes("a page, empty").await;
    gallery.ask("cho vungg cao").await;
    judge.passes("a page with results and a correction").await;
    gallery.run("one('filters-summary').click(); answered = null; one('check').click()").await;
    gallery.becomes("return answered", json!("cho vungg cao")).await;
    judge.passes("filters, open and set").await;
    gallery.run("one('reset').click()").await;
    gallery.ask("vung").await;
    gallery.run("one('more').click()").await;
    gallery.until("return all('hit').length > 5").await;
    judge.passes("more").await;
}

async fn a_dialog(judge: &Judge<'_>) {
    let gallery = judge.gallery;
    gallery.open("dialog").await;
    judge.passes("a dialog, closed").await;
    gallery.run("element.setAttribute('reader', ''); element.open()").await;
    judge.passes("a dialog, open").await;
    gallery.ask("vung cao").await;
    gallery.press(ARROW_DOWN).await;
    judge.passes("a dialog with results").await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article')").await;
    judge.passes("an article in a dialog").await;
}

async fn articles_read_here(judge: &Judge<'_>) {
    let gallery = judge.gallery;
    gallery.open("reader").await;
    gallery.run("element.setAttribute('mode', 'page')").await;
    gallery.ask("thi tran").await;
    gallery.press(ARROW_DOWN).await;
    gallery.press(ENTER).await;
    gallery.until("return seen('article')").await;
    judge.passes("an article in the page").await;
    gallery.open("rtl").await;
    gallery.ask("cho").await;
    judge.passes("right to left").await;
    // It is no judge that never finds anything.
    gallery.run("one('close').parentNode.append(document.createElement('button'))").await;
    let found = judge.finds().await;
    assert_eq!(found[0][0], "button-name", "{found}");
}

async fn other_looks(judge: &Judge<'_>) {
    for only in ["narrow", "themed", "light", "dark", "preset", "words", "inline&width=320"] {
        judge.gallery.open(only).await;
        if judge.gallery.run("return box.value").await == "" {
            judge.gallery.ask("cho").await;
        } else {
            judge.gallery.until("return all('hit').length > 0").await;
        }
        judge.passes(only).await;
    }
}
