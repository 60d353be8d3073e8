//! The language of a site that does not say it.
//!
//! In: the first documents. Out: the tag of the language that most of them are
//! in: what they say themselves, else what their letters and words tell, surely
//! or, where none does that, likely.
//! Invariant: depends on these documents alone.

use std::collections::BTreeMap;

use whatlang::Lang;

use crate::analysis::primary;
use crate::document::Document;

/// How much of a text is looked at, in characters.
const LENGTH: usize = 600;

/// How long a text is, in bytes, that says something of its language though it is not sure.
const ENOUGH: usize = 100;

/// The languages that are told from texts, by the tags that pages have.
const LANGUAGES: [(Lang, &str); 36] = [
    (Lang::Ara, "ar"),
    (Lang::Bul, "bg"),
    (Lang::Ben, "bn"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Khm, "km"),
    (Lang::Kor, "ko"),
    (Lang::Mya, "my"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "no"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Spa, "es"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Vie, "vi"),
];

/// The language of most of these documents, the first in the alphabet of
/// several; none if it cannot be told.
pub fn of(documents: &[Document]) -> Option<String> {
    let said = |document: &Document| {
        let said = document.language.as_deref().filter(|tag| is_tag(tag));
        said.map(primary).or_else(|| told(&document.text, true))
    };
    // Danish and Norwegian are never sure: each is too like the other.
    let likely = |document: &Document| told(&document.text, false).filter(|_| document.text.len() >= ENOUGH);
    most(documents.iter().filter_map(said)).or_else(|| most(documents.iter().filter_map(likely)))
}

fn most(languages: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for language in languages {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(language, _)| language)
}

/// Whether this can be the tag of a language, as `vi`, `pt-BR` or `zh_Hant`.
pub fn is_tag(tag: &str) -> bool {
    let mut subtags = tag.split(['-', '_']);
    let is_one = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let language = subtags.next().unwrap_or_default();
    language.len() >= 2
        && is_one(language)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(is_one)
}

/// What the letters and words of a text tell, if only what is sure counts or not.
fn told(text: &str, is_sure: bool) -> Option<String> {
    let beginning: String = text.chars().take(LENGTH).collect();
    let letters = beginning.chars().filter(|letter| letter.is_alphabetic());
    let (all, lao) = letters.fold((0, 0), |(all, lao), letter| (all + 1, lao + usize::from(is_lao(letter))));
    if 2 * lao > all {
        return Some("lo".to_owned());
    }
    let found = whatlang::detect(&beginning).filter(|found| !is_sure || found.is_reliable())?;
    LANGUAGES.iter().find(|(language, _)| *language == found.lang()).map(|(_, tag)| (*tag).to_owned())
}

/// A letter of the one language with strings of its own that the library does not know.
fn is_lao(letter: char) -> bool {
    ('\u{e80}'..='\u{eff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_documents_decide() {
        let text = |text: &str| Document { text: text.to_owned(), ..Document::default() };
        let vietnamese =
            || text("Bộ đội Biên phòng tỉnh Thanh Hóa phối hợp với lực lượng chức năng của nước bạn Lào.");
        let english =
            || text("The search index is written beside a small engine, and any page can ask it questions.");
        let said = || Document { language: Some("de-AT".to_owned()), ..english() };
        assert_eq!(of(&[vietnamese(), vietnamese(), english()]).as_deref(), Some("vi"));
        assert_eq!(of(&[english()]).as_deref(), Some("en"));
        assert_eq!(of(&[said(), said(), vietnamese()]).as_deref(), Some("de"));
        assert_eq!(of(&[text("12 34")]), None);
        let danish = "Vi mødes på torvet hver lørdag morgen. Der sælges kartofler, gulerødder og friske æg fra gården, \
                      og bagefter drikker vi kaffe hos min søster.";
        assert_eq!(of(&[text(danish)]).as_deref(), Some("da"), "it is not sure, but likely");
        assert_eq!(of(&[text("ຂໍ້ມູນຂ່າວສານ")]).as_deref(), Some("lo"));
        for odd in ["x\" onload=\"y", "", "-", "../../x", "constructor", "v", "v1", "vi-", "vi\nfx"] {
            let odd = Document { language: Some(odd.to_owned()), ..text("12 34") };
            assert_eq!(of(std::slice::from_ref(&odd)), None, "{odd:?}");
        }
    }
}
