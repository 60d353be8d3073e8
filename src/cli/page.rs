//! The pages that a build writes.
//!
//! In: the language of an index, and what the interface says in it. Out: a
//! page to search it with, beside its files or with all of them in itself.
//! Invariant: what is put into a page stands there as the text or the
//! attribute that it is, whatever it says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::runtime;
use super::strings::{Strings, is_leftward};

const READY: &str = include_str!("../../www/index.html");
const SINGLE: &str = include_str!("../../www/single.html");

/// What is added to the ready page where it can be kept on a device: before
/// the element and after it.
const TO_KEEP: [&str; 2] = [
    "<link rel=\"manifest\" href=\"timkiem.webmanifest\">\n<script src=\"offline.js\" defer></script>\n",
    "<tim-kiem-offline></tim-kiem-offline>\n",
];
const ELEMENT: &str = "<tim-kiem ";

/// What tells, near its beginning, that a page was written here.
pub(super) const MARK: &str = "<meta name=\"generator\" content=\"timkiem ";

/// The ready page.
pub(super) fn ready(language: &str, strings: &Strings, can_be_kept: bool) -> String {
    let page = filled(READY, &[("language", &attributes(language)), ("label", &label(language, strings))]);
    if !can_be_kept {
        return page;
    }
    let [before, after] = TO_KEEP;
    page.replacen(ELEMENT, &format!("{before}{ELEMENT}"), 1) + after
}

/// The page that has everything in itself, but for the blocks that come after
/// `first`: what the script asks for at once.
pub(super) fn single(language: &str, strings: &Strings, script: &str, folder: &str, first: &str) -> String {
    // Nothing that would have a meaning to a page stands in a script otherwise
    // than in a string.
    let unpacking = String::from_utf8_lossy(runtime::PACKED);
    let script = [&unpacking, script].concat().replace("<!--", "<\\!--");
    filled(
        SINGLE,
        &[
            ("language", &attributes(language)),
            ("label", &label(language, strings)),
            ("version", env!("CARGO_PKG_VERSION")),
            ("digest", &digest(script.as_bytes())),
            ("icon", &STANDARD.encode(runtime::ICON)),
            ("folder", &escaped(folder)),
            ("first", first),
            ("script", &script),
        ],
    )
}

/// A block of a page that runs nothing and shows nothing.
pub(super) fn block(name: &str, content: &[u8]) -> String {
    format!(
        "<script type=\"application/octet-stream\" id=\"{}\">{}</script>\n",
        escaped(name),
        STANDARD.encode(content)
    )
}

/// The digest of a file, as policies and browsers that check what they load
/// take it.
pub(super) fn digest(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// What the interface is called in a language.
pub(super) fn label(language: &str, strings: &Strings) -> String {
    escaped(strings.text(language, "label"))
}

fn attributes(language: &str) -> String {
    let direction = if is_leftward(language) { " dir=\"rtl\"" } else { "" };
    format!("lang=\"{}\"{direction}", escaped(language))
}

/// A text as it stands in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A template with its places filled, each from what stands in the template:
/// what is filled in has no places.
fn filled(template: &str, places: &[(&str, &str)]) -> String {
    let mut page = String::new();
    for (number, piece) in template.split("@@").enumerate() {
        let is_place = number % 2 == 1;
        let content = places.iter().find(|(name, _)| is_place && *name == piece);
        page += content.map_or(piece, |(_, content)| content);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_page() {
        let strings = Strings::none();
        let page = single("a\"><b", &strings, "x = '<!-- @@label@@'", "a&amp;\"b/", "");
        assert!(page.contains("<html lang=\"a&quot;>&lt;b\">"), "{page}");
        let (_, script) = page.split_once("data-folder=\"a&amp;amp;&quot;b/\">").expect("the folder");
        let (script, rest) = script.split_once("</script>").expect("an end");
        assert!(script.ends_with("x = '<\\!-- @@label@@'") && rest.trim().is_empty(), "{page}");
        assert!(page.contains(&digest(script.as_bytes())), "{page}");
        assert!(page.starts_with("<!doctype html>\n") && page[..200].contains(MARK), "{page}");
    }

    #[test]
    fn every_place_is_filled() {
        let strings = Strings::none();
        for page in [ready("ar", &strings, true), single("ar", &strings, "", "./", "")] {
            assert!(!page.contains("@@") && page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
        }
        assert!(ready("vi", &strings, true).contains("<tim-kiem-offline>"));
        assert!(!ready("vi", &strings, false).contains("offline"));
    }
}
