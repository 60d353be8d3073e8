//! What the interface says, by language, as the build needs it.
//!
//! In: the tag of a language. Out: its strings, for a script that carries them
//! or for a file that a page loads. Invariant: a tag leads to the file that
//! www/strings.js takes for it; what is put into a script can end neither the
//! script nor the page that it stands in.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::runtime;
use crate::error::Error;

/// The language of those in which nobody has written the strings.
const ENGLISH: &str = "en";
/// The section that only the script which keeps a page on a device needs.
const OFFLINE: &str = "offline";

/// The strings of every language.
pub(super) struct Strings(BTreeMap<String, Map<String, Value>>);

impl Strings {
    /// Those that this program carries.
    ///
    /// # Errors
    /// If it carries none.
    pub(super) fn read() -> Result<Strings, Error> {
        let all = serde_json::from_slice(runtime::STRINGS);
        all.map(Strings).map_err(|why| {
            Error::input(format!(
                "expected the interface's strings in this program, found others ({why}); run `make runtime`, then \
                 build timkiem again"
            ))
        })
    }

    /// No strings at all.
    #[cfg(test)]
    pub(super) fn none() -> Strings {
        Strings(BTreeMap::new())
    }

    /// One of them; in English if nobody has written it.
    pub(super) fn text(&self, tag: &str, key: &str) -> &str {
        let of = |name: &str| self.0.get(name).and_then(|strings| strings.get(key)).and_then(Value::as_str);
        of(&name(tag)).or_else(|| of(ENGLISH)).unwrap_or_default()
    }

    /// What the element carries of a language, as a script writes it.
    pub(super) fn of_element(&self, tag: &str) -> String {
        self.carried(tag, |section| section != OFFLINE)
    }

    /// What keeping a page carries of a language, as a script writes it.
    pub(super) fn of_offline(&self, tag: &str) -> String {
        self.carried(tag, |section| section == OFFLINE)
    }

    fn carried(&self, tag: &str, is_wanted: impl Fn(&str) -> bool) -> String {
        let name = Some(name(tag)).filter(|name| self.0.contains_key(name)).unwrap_or(ENGLISH.to_owned());
        let strings = self.0.get(&name).into_iter();
        let wanted = |strings: &Map<String, Value>| -> Map<String, Value> {
            let wanted = strings.iter().filter(|(section, _)| is_wanted(section));
            wanted.map(|(section, said)| (section.clone(), said.clone())).collect()
        };
        let carried = strings.map(|strings| (name.clone(), wanted(strings).into()));
        ascii(&Value::Object(carried.collect()).to_string())
    }

    /// The content of the file of each language.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, Vec<u8>)> {
        self.0
            .iter()
            .map(|(name, strings)| (name.as_str(), Value::Object(strings.clone()).to_string().into_bytes()))
    }
}

/// JSON as it may stand in a script of whatever encoding, and that in a page.
fn ascii(json: &str) -> String {
    let mut ascii = String::new();
    for c in json.chars() {
        match c {
            '<' | '\u{7f}'.. => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii += &format!("\\u{unit:04x}"))
            }
            c => ascii.push(c),
        }
    }
    ascii
}

/// The name of the strings for a language tag.
fn name(tag: &str) -> String {
    let tag = tag.to_lowercase().replace('_', "-");
    let has = |names: &[&str]| tag.split('-').skip(1).any(|subtag| names.contains(&subtag));
    match tag.split('-').next().unwrap_or_default() {
        "zh" if has(&["hant"]) || has(&["tw", "hk", "mo"]) && !has(&["hans"]) => "zh-Hant",
        "yue" if !has(&["hans", "cn"]) => "zh-Hant",
        "no" | "nn" => "nb",
        // What these were called once.
        "iw" => "he",
        "in" => "id",
        "tl" => "fil",
        language => language,
    }
    .to_owned()
}

/// Whether a language is written from right to left.
pub(super) fn is_leftward(tag: &str) -> bool {
    const SCRIPTS: [&str; 6] = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"];
    const LANGUAGES: [&str; 13] =
        ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"];
    let tag = tag.to_lowercase().replace('_', "-");
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    match subtags.next().filter(|script| script.len() == 4) {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_leads_to_its_strings() {
        for (tag, named) in [
            ("vi-VN", "vi"),
            ("en-GB", "en"),
            ("zh", "zh"),
            ("zh-CN", "zh"),
            ("zh-TW", "zh-Hant"),
            ("zh_HK", "zh-Hant"),
            ("zh-Hant-SG", "zh-Hant"),
            ("zh-Hans-TW", "zh"),
            ("no", "nb"),
            ("nn-NO", "nb"),
            ("pt-BR", "pt"),
        ] {
            assert_eq!(name(tag), named, "{tag}");
        }
        assert!(is_leftward("ar-EG") && is_leftward("he") && is_leftward("az-Arab"));
        assert!(!is_leftward("vi") && !is_leftward("ku-Latn") && !is_leftward("ur-Latn"));
    }

    #[test]
    fn what_a_script_carries_ends_neither_it_nor_the_page() {
        let strings: Strings = Strings(BTreeMap::from([(
            "xx".to_owned(),
            Map::from_iter([
                ("label".to_owned(), "</script><!--ế🔍".into()),
                (OFFLINE.to_owned(), Value::Object(Map::new())),
            ]),
        )]));
        assert_eq!(
            strings.of_element("xx"),
            r#"{"xx":{"label":"\u003c/script>\u003c!--\u1ebf\ud83d\udd0d"}}"#
        );
        assert_eq!(strings.of_offline("xx-YY"), r#"{"xx":{"offline":{}}}"#);
        assert_eq!(strings.of_element("yy"), "{}");
    }
}
