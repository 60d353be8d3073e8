//! Languages of the interface: each says what its file says, and is loaded only
//! where it is spoken.
//!
//! In: tags, as sites write them. Out: what is said. Invariant: until a language
//! is there, and where nobody has written it, the interface speaks that of the
//! script's own index.

use serde_json::json;

use super::{Gallery, strings};
use crate::browsers::Way;

/// The languages that were loaded, where a browser tells.
const LOADED: &str = "return performance.getEntriesByType('resource').map(({ name }) => /strings-\\w+\\/([\\w-]+)\\.js$/.exec(name)?.[1]).filter(Boolean)";

pub(super) async fn stories(gallery: &Gallery) {
    gallery.open("languages&lang=vi").await;
    gallery.until("return all('hit').length === 2").await;
    if gallery.way == Way::Http {
        assert_eq!(gallery.run(LOADED).await, json!([]), "the language of the index is there");
    }
    let mut loaded = Vec::new();
    for (tag, name) in [
        ("ar", "ar"),
        ("zh-TW", "zh-Hant"),
        ("zh", "zh"),
        ("no", "nb"),
        ("pt-BR", "pt"),
        ("en_GB", "en"),
        ("xx", "vi"),
        ("ar-EG", "ar"),
    ] {
        gallery.run(&format!("element.lang = '{tag}'")).await;
        let words = strings(name);
        // All of it is said anew, also what was there before the words were.
        gallery
            .becomes(
                "return [box.placeholder, box.ariaLabel, one('more').textContent, one('filters-summary').textContent, one('list').ariaLabel]",
                json!([words["placeholder"], words["label"], words["more"], words["filters"], words["results"]]),
            )
            .await;
        let sentence = words["best"]["other"].as_str().expect("a string");
        let (_, end) = sentence.rsplit_once('}').expect("something is filled in");
        gallery.until(&format!("return one('status').textContent.endsWith({end:?})")).await;
        if !loaded.contains(&name) && name != "vi" {
            loaded.push(name);
        }
        if gallery.way == Way::Http {
            gallery.becomes(LOADED, json!(loaded)).await;
        }
    }
    gallery.is_quiet("languages").await;

    gallery.open("inline&lang=ar").await;
    gallery.run("element.lang = 'en'").await;
    gallery.ask("hua phan").await;
    gallery.until("return one('status').textContent.startsWith('2 results in ')").await;
    gallery.is_quiet("English").await;
}
