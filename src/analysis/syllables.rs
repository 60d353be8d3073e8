//! Which tokens are Vietnamese syllables, for only these have a tone.
//!
//! In: a token without marks. Out: whether it is an onset and a rhyme of the
//! language. Invariant: knows letters only, no marks, so that a mark in a
//! wrong place cannot change the answer; and of codes, which might be keys that
//! make one, those that documents have.
//!
//! The lists are stored in the index of a Vietnamese corpus and empty in any
//! other: there a mark means what stands under it, and `río` is not `rió`.

use crate::bytes::{Reader, Writer};

/// The onsets and rhymes a syllable can be made of, without marks.
#[derive(Debug, Clone, Default)]
pub struct Syllables {
    /// The onsets, parted by spaces; the empty one is implied.
    onsets: String,
    /// The rhymes, parted by spaces.
    rhymes: String,
    /// What is often mistaken for what when written without marks, as
    /// `ch:tr l:n`.
    pub slips: String,
    /// The codes that might be taken for keystrokes, parted by spaces: `co2`.
    pub codes: String,
}

#[cfg(not(target_arch = "wasm32"))]
const ONSETS: &str = "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

/// Rhymes of the language, marks taken off: of a, ă, â; e, ê; i; o, ô, ơ; u, ư; y.
/// Among them what is a rhyme only while it is being typed: ic, ie, oo, oon, uec, uen, uyc, uye, yc, ye.
#[cfg(not(target_arch = "wasm32"))]
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay \
    e ec ech em en eng enh eo ep et eu \
    i ia ic ich ie iec iem ien ieng iep iet ieu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oem oen oeo oet oi om on ong oo ooc oon oong op ot \
    u ua uan uang uat uay uc ue uec uech uen uenh ueu ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu \
    uy uya uyc uych uye uyen uyet uyn uynh uyp uyt uyu \
    y yc ych ye yem yen yeng yet yeu yn ynh yp yt yu";

/// What sounds alike to many, or is spelt by rules that many forget.
#[cfg(not(target_arch = "wasm32"))]
const SLIPS: &str = "s:x ch:tr d:gi d:r d:v gi:r gi:v r:v l:n c:k c:q k:q g:gh ng:ngh i:y n:ng c:t";

/// Whether a language tag says Vietnamese.
#[cfg(not(target_arch = "wasm32"))]
pub fn is_vietnamese(tag: &str) -> bool {
    super::primary(tag) == "vi"
}

impl Syllables {
    /// The syllables of the language with this tag; none for any other than
    /// Vietnamese.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn of_language(tag: &str) -> Syllables {
        if !is_vietnamese(tag) {
            return Syllables::default();
        }
        let [onsets, rhymes, slips] = [ONSETS, RHYMES, SLIPS].map(str::to_owned);
        Syllables { onsets, rhymes, slips, codes: String::new() }
    }

    /// Whether this token, without its marks, is a syllable.
    pub fn contains(&self, fold: &str) -> bool {
        // No onset is longer than three letters, no syllable than seven.
        fold.len() <= 7
            && (0..fold.len().min(4)).any(|at| {
                let (onset, rhyme) = fold.as_bytes().split_at(at);
                (at == 0 || has(&self.onsets, onset)) && has(&self.rhymes, rhyme)
            })
    }

    /// Whether these keys may have been struck for this syllable, without its
    /// marks: they are no code.
    pub fn are_keys(&self, keys: &str, fold: &str) -> bool {
        self.contains(fold) && !has(&self.codes, keys.as_bytes())
    }

    /// Whether the index knows syllables at all.
    pub fn is_empty(&self) -> bool {
        self.rhymes.is_empty()
    }

    /// `syllables = onsets, rhymes, slips, codes` (strings)
    pub fn write(&self, out: &mut Writer) {
        out.string(&self.onsets);
        out.string(&self.rhymes);
        out.string(&self.slips);
        out.string(&self.codes);
    }

    /// Reads what [`Syllables::write`] wrote.
    pub fn read(bytes: &mut Reader) -> Syllables {
        let mut string = || bytes.string().to_owned();
        Syllables { onsets: string(), rhymes: string(), slips: string(), codes: string() }
    }
}

/// Whether a list, parted by spaces, has this word.
fn has(list: &str, word: &[u8]) -> bool {
    list.as_bytes().split(|&byte| byte == b' ').any(|item| item == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_and_others() {
        let syllables = Syllables::of_language("vi");
        for yes in [
            "nghieng", "qua", "gia", "gi", "y", "khuyu", "toan", "quynh", "giuong", "oong", "duong", "hoa",
            "bie",
        ] {
            assert!(syllables.contains(yes), "{yes}");
        }
        for no in ["", "resume", "rio", "publico", "cafe", "strasse", "nq", "tw", "internet"] {
            assert!(!syllables.contains(no), "{no}");
        }
        assert!(!Syllables::default().contains("hoa"));
    }
}
