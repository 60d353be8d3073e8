//! What was typed while the input method was off.
//!
//! In: keys as they were struck, `bieen` or `bie6n`. Out: the form of the
//! syllable they make. Invariant: the keys of a mark may come anywhere after the
//! letter it is for; whether there is such a word is for the corpus to say.
//!
//! ```text
//! Telex  aa ee oo → circumflex   aw → breve   ow uw → horn   dd → đ
//!        s f r x j → acute grave hook tilde dot-below   z takes the tone off
//! VNI    6 → circumflex   8 → breve   7 → horn   9 → đ
//!        1 2 3 4 5 → acute grave hook tilde dot-below   0 takes the tone off
//! ```

use super::{Form, Marks};

/// The keys of the tones, the last takes them off: as letters, as digits.
const TONE_KEYS: &[u8] = b"sfrxjz123450";
const TONES: [Marks; 6] =
    [Marks::ACUTE, Marks::GRAVE, Marks::HOOK, Marks::TILDE, Marks::DOT_BELOW, Marks::NONE];
/// The keys of the other marks, and the letters that bear these.
const MARK_KEYS: [(u8, &[u8], Marks); 9] = [
    (b'a', b"a", Marks::CIRCUMFLEX),
    (b'e', b"e", Marks::CIRCUMFLEX),
    (b'o', b"o", Marks::CIRCUMFLEX),
    (b'w', b"aou", Marks::HORN),
    (b'd', b"d", Marks::STROKE),
    (b'6', b"aeo", Marks::CIRCUMFLEX),
    (b'7', b"ou", Marks::HORN),
    (b'8', b"a", Marks::BREVE),
    (b'9', b"d", Marks::STROKE),
];

/// How many keys a syllable takes at most: nghiêng has seven letters, and takes
/// a mark and a tone; twice that is no syllable.
const KEYS: usize = 18;

/// What these keys make; none if they cannot be keystrokes.
pub fn decode(keys: &str) -> Option<Form> {
    if keys.len() > KEYS {
        return None;
    }
    let of_digits = keys.bytes().any(|key| key.is_ascii_digit());
    let mut word = Word::default();
    let mut tone = Marks::NONE;
    for key in keys.bytes() {
        let strikes = key.is_ascii_digit() == of_digits;
        let struck = TONE_KEYS.iter().position(|&tone| tone == key);
        let marked = MARK_KEYS.iter().find(|mark| mark.0 == key && strikes);
        if let Some(place) = struck.filter(|_| {
            strikes && word.letters.iter().any(|one| matches!(one, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
        }) {
            let struck = TONES[place % TONES.len()];
            // The same key again takes the mark back: these were letters.
            if struck == tone && tone != Marks::NONE {
                return None;
            }
            tone = struck;
        } else if let Some((at, mark)) = marked.and_then(|&(_, bases, mark)| word.place(key, bases, mark)) {
            word.marks[at] = mark;
        } else if key.is_ascii_lowercase() {
            word.letters.push(key);
            word.marks.push(Marks::NONE);
        } else {
            return None;
        }
    }
    // Before a last letter ơ stands ư: được, but thuở.
    for at in 1..word.letters.len().saturating_sub(1) {
        if word.letters[at] == b'o' && word.marks[at] == Marks::HORN && word.is_free_u(at - 1) {
            word.marks[at - 1] = Marks::HORN;
        }
    }
    let mut form = Form { fold: String::from_utf8(word.letters).ok()?, tone, marks: Vec::new() };
    for (at, &mark) in word.marks.iter().enumerate() {
        if mark != Marks::NONE {
            form.marks.push((at, mark));
        }
    }
    Some(form)
}

/// A word being typed: letters, and the mark of each.
#[derive(Default)]
struct Word {
    letters: Vec<u8>,
    marks: Vec<Marks>,
}

impl Word {
    /// The letter that a key marks, the last of these that has no mark yet, and
    /// with what.
    fn place(&self, key: u8, bases: &[u8], mark: Marks) -> Option<(usize, Marks)> {
        let is_base =
            |&at: &usize| self.marks[at] == Marks::NONE && bases.iter().any(|&base| base == self.letters[at]);
        let at = (0..self.letters.len()).rev().find(is_base)?;
        // khoèo has two o and no mark on them; đ begins a word.
        if (key == b'o' && self.letters.ends_with(b"oe")) || (mark == Marks::STROKE && at > 0) {
            return None;
        }
        if mark == Marks::HORN && self.letters[at] != b'o' {
            // ưa and ưu have it on the first.
            let first = at.checked_sub(1).filter(|&before| self.is_free_u(before));
            let alone = if self.letters[at] == b'a' { Marks::BREVE } else { Marks::HORN };
            return Some(first.map_or((at, alone), |first| (first, Marks::HORN)));
        }
        Some((at, mark))
    }

    /// Whether an unmarked u stands here that is not that of qu.
    fn is_free_u(&self, at: usize) -> bool {
        self.letters[at] == b'u' && self.marks[at] == Marks::NONE && !self.letters[..at].ends_with(b"q")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analysis, Syllables, unicode};

    fn same(keys: &str, word: &str) {
        let analysis = Analysis {
            characters: unicode::characters("".chars(), "vi"),
            syllables: Syllables::of_language("vi"),
        };
        assert_eq!(decode(keys), Some(analysis.form(word)), "{keys}");
    }

    #[test]
    fn keys_make_words() {
        for (keys, word) in [
            ("bieen", "biên"),
            ("biene", "biên"),
            ("gioiws", "giới"),
            ("ddoonf", "đồn"),
            ("dond", "đon"),
            ("dduowcj", "được"),
            ("duocdwj", "được"),
            ("huwowng", "hương"),
            ("thuowr", "thuở"),
            ("quow", "quơ"),
            ("muaw", "mưa"),
            ("quawngj", "quặng"),
            ("huuw", "hưu"),
            ("hoas", "hóa"),
            ("hoasf", "hòa"),
            ("hoasz", "hoa"),
            ("khoefo", "khoèo"),
            ("bie6n", "biên"),
            ("gio71i", "giới"),
            ("d9o62n", "đồn"),
            ("d9uo75c", "được"),
            ("nang81", "nắng"),
        ] {
            same(keys, word);
        }
    }

    #[test]
    fn what_makes_no_mark_is_no_keystrokes() {
        for word in ["", "bien", "xanh", "tran", "pass", "m2", "a", "b52", "2a", "1508"] {
            assert!(decode(word).is_none_or(|form| !form.is_marked()), "{word}");
        }
    }
}
