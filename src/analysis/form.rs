//! What a token is: its letters without marks, and its marks beside them.
//!
//! In: one token. Out: its [`Form`], and the key that the dictionary knows it
//! by; for a typed form and one in the index, how well they agree. Invariant:
//! spellings of one word give one form: composed or not, in capitals or not,
//! `hòa` or `hoà`, `quả` or `qủa`, `12.350` or `12350`.
//!
//! ```text
//! key   = fold, NUL, tone?, mark*
//! tone  = 1…5                      acute grave hook tilde dot-below
//! mark  = 64 + place of the mark   on the current letter, at first the first
//!       | 32 + n, n in 1…31        go n letters on
//! ```
//! So all forms of one fold stand together in the dictionary, the unmarked
//! first, and those of longer folds come after.

use super::Analysis;
use super::characters::{Class, Marks};

/// A token: what it is found by and what it was meant as.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The letters in lower case without any mark, đ as d.
    pub fold: String,
    /// The tone of a Vietnamese syllable, as a single mark, wherever it was
    /// written; none on any other token.
    pub tone: Marks,
    /// The marks on each letter that has any, by the letter's number.
    pub marks: Vec<(usize, Marks)>,
}

/// How well a typed token agrees with one in the index, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The same form.
    Exact,
    /// Every mark that was typed agrees, others were not typed.
    LessTyped,
    /// The other of two spellings of one word: kĩ, kỹ; or number: 6, 06.
    Spelling,
    /// Only the tone differs, hỏi for ngã or ngã for hỏi.
    TildeForHook,
    /// Only the tone differs: both have one, not the same.
    Tone,
    /// Nothing but the letters without their marks agrees.
    Letters,
    /// Not even these: a slip parts them.
    Slip,
}

impl Form {
    /// The form of a token, which is a word or a number by
    /// [`segments`](super::segments).
    pub fn of(token: &str, analysis: &Analysis) -> Form {
        let mut form = Form::default();
        let mut letters: Vec<(char, Marks)> = Vec::new();
        let mut is_number = false;
        for character in token.chars() {
            let (class, read) = analysis.characters.look_up(character);
            if class == Class::Separator {
                continue;
            }
            is_number |= class == Class::Digit;
            if class == Class::Letter && read.is_empty() {
                // Not in the table: it stands for itself and finds nothing.
                letters.push((character, Marks::NONE));
            }
            for letter in read {
                if letter.base != '\0' {
                    letters.push((letter.base, letter.marks));
                } else if let Some(last) = letters.last_mut() {
                    last.1 |= letter.marks;
                }
            }
        }
        // As of a day or a month; more digits, or more zeros, are another number: 007, 000.
        if is_number && letters.len() == 2 && letters[0].0 == '0' {
            letters.remove(0);
            letters[0].1 |= Marks::ZERO;
        }
        letters.iter().for_each(|letter| form.fold.push(letter.0));
        if let Some(at) = tone_at(&letters)
            && analysis.syllables.contains(&form.fold)
        {
            form.tone = letters[at].1.and(Marks::TONES);
            letters[at].1 = letters[at].1.without(Marks::TONES);
        }
        for (at, letter) in letters.iter().enumerate() {
            if !letter.1.is_empty() {
                form.marks.push((at, letter.1));
            }
        }
        form
    }

    /// What the dictionary knows this form by.
    pub fn key(&self) -> Vec<u8> {
        let mut key = self.fold.clone().into_bytes();
        key.push(0);
        for place in self.tone.places() {
            key.push(place + 1);
        }
        let mut at = 0;
        for &(letter, marks) in &self.marks {
            while at < letter {
                let step = (letter - at).min(31);
                key.push(32 + step as u8);
                at += step;
            }
            for place in marks.places() {
                key.push(64 + place);
            }
        }
        key
    }

    /// The form with this key; `None` if no form has it.
    pub fn from_key(key: &[u8]) -> Option<Form> {
        let end = key.iter().position(|&byte| byte == 0)?;
        let fold = String::from_utf8(key[..end].to_vec()).ok()?;
        let mut form = Form { fold, ..Form::default() };
        let mut at = 0;
        for &byte in &key[end + 1..] {
            match byte {
                1..=5 => form.tone |= Marks::at(byte - 1)?,
                33..=63 => at += usize::from(byte - 32),
                64.. => {
                    let mark = Marks::at(byte - 64)?;
                    match form.marks.last_mut() {
                        Some((letter, marks)) if *letter == at => *marks |= mark,
                        _ => form.marks.push((at, mark)),
                    }
                }
                _ => return None,
            }
        }
        Some(form)
    }

    /// Whether whoever wrote this wrote marks.
    pub fn is_marked(&self) -> bool {
        !self.tone.is_empty() || self.marks.iter().any(|&(_, marks)| marks != Marks::ZERO)
    }

    /// How well this form, as typed, agrees with one of the same fold in the
    /// index. (For words [`Grade::Spelling`] is between folds, see
    /// [`Form::respelt`].)
    pub fn agreement(&self, indexed: &Form) -> Grade {
        if self == indexed {
            return Grade::Exact;
        }
        if self.is_less_than(indexed) {
            return Grade::LessTyped;
        }
        if self.marks.iter().chain(&indexed.marks).all(|&(_, marks)| marks == Marks::ZERO)
            && self.tone == indexed.tone
        {
            return Grade::Spelling;
        }
        if self.marks == indexed.marks && !indexed.tone.is_empty() {
            let both = self.tone | indexed.tone;
            return if both == Marks::HOOK | Marks::TILDE { Grade::TildeForHook } else { Grade::Tone };
        }
        Grade::Letters
    }

    /// Whether every mark of this form is also on `other`, whose fold begins
    /// with this one's.
    pub fn is_less_than(&self, other: &Form) -> bool {
        // Both lists are in the order of the letters.
        let mut others = other.marks.iter();
        other.tone.contains(self.tone)
            && self.marks.iter().all(|&(at, marks)| {
                let there = others.find(|(letter, _)| *letter >= at);
                there.is_some_and(|&(letter, other)| letter == at && other.contains(marks))
            })
    }

    /// The same word with its last letter in the other spelling, where
    /// Vietnamese has two: i and y after h k l m s t and qu.
    pub fn respelt(&self) -> Option<Form> {
        let letter = match self.fold.as_bytes() {
            [b'h' | b'k' | b'l' | b'm' | b's' | b't', last] | [b'q', b'u', last] => last,
            _ => return None,
        };
        let other = match letter {
            b'i' => 'y',
            b'y' => 'i',
            _ => return None,
        };
        let mut form = self.clone();
        form.fold.pop();
        form.fold.push(other);
        Some(form)
    }
}

/// The letter with the tone, if exactly one letter has exactly one.
fn tone_at(letters: &[(char, Marks)]) -> Option<usize> {
    let mut toned = letters.iter().enumerate().filter(|(_, letter)| !letter.1.and(Marks::TONES).is_empty());
    let (at, letter) = toned.next()?;
    let single = toned.next().is_none() && letter.1.and(Marks::TONES).places().count() == 1;
    (single && matches!(letter.0, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::characters::Entry;
    use crate::analysis::{Characters, Syllables, unicode};
    use proptest::prelude::*;

    fn analysis() -> Analysis {
        Analysis {
            characters: unicode::characters("ﬁ".chars(), "vi"),
            syllables: Syllables::of_language("vi"),
        }
    }

    fn same(one: &str, other: &str) {
        assert_eq!(analysis().form(one), analysis().form(other), "{one} {other}");
    }

    fn grade(typed: &str, indexed: &str) -> Grade {
        analysis().form(typed).agreement(&analysis().form(indexed))
    }

    #[test]
    fn one_word_in_all_its_spellings_is_one_form() {
        same("hòa", "hoà");
        same("thủy", "thuỷ");
        same("khỏe", "khoẻ");
        same("qủa", "quả");
        same("gìa", "già");
        same("tóan", "toán");
        same("túy", "tuý");
        same("BIÊN", "biên");
        same("bie\u{302}n", "biên");
        same("ho\u{300}a", "hoà");
        same("e\u{323}\u{302}", "ệ");
        same("bi\u{ad}ê\u{200b}n", "biên");
        same("ðường", "đường");
        same("Ɖồn", "đồn");
        same("12.350", "12350");
        same("12,350", "12350");
        same("12'350", "12350");
    }

    #[test]
    fn what_means_something_else_is_another_form() {
        for (one, other) in
            [("biên", "biển"), ("hoa", "hòa"), ("rió", "río"), ("públic", "publíc"), ("03", "3")]
        {
            assert_ne!(analysis().form(one), analysis().form(other), "{one} {other}");
            assert_eq!(analysis().form(one).fold, analysis().form(other).fold, "{one} {other}");
        }
        for (number, fold) in [("00", "0"), ("0", "0"), ("000", "000"), ("007", "007"), ("0123", "0123")] {
            assert_eq!(analysis().form(number).fold, fold);
        }
    }

    #[test]
    fn folds_lose_every_mark() {
        for (token, fold) in [
            ("Đường", "duong"),
            ("ﬁn", "fin"),
            ("Straße", "strasse"),
            ("łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("Ærø", "aero"),
            ("Œuvre", "oeuvre"),
        ] {
            assert_eq!(analysis().form(token).fold, fold);
        }
    }

    #[test]
    fn two_tones_or_no_syllable_keep_their_letters() {
        assert!(analysis().form("hòá").tone.is_empty());
        assert!(analysis().form("résumé").tone.is_empty());
        assert_eq!(analysis().form("rất").tone, Marks::ACUTE);
    }

    #[test]
    fn a_digit_that_is_read_as_nothing_is_nothing() {
        let entry =
            Entry { character: '٣', class: Class::Digit, upper: false, alias: false, letters: Vec::new() };
        let analysis = Analysis { characters: Characters::new(vec![entry]), ..Analysis::default() };
        assert_eq!(analysis.form("٣"), Form::default());
        assert_eq!(analysis.form("٣03").fold, "3");
    }

    #[test]
    fn grades() {
        assert_eq!(grade("hoà", "hòa"), Grade::Exact);
        for typed in ["bien", "biên", "bién"] {
            assert_eq!(grade(typed, "biến"), Grade::LessTyped, "{typed}");
        }
        assert_eq!(grade("nghĩ", "nghỉ"), Grade::TildeForHook);
        assert_eq!(grade("bả", "bã"), Grade::TildeForHook);
        assert_eq!(grade("biến", "biển"), Grade::Tone);
        assert_eq!(grade("biển", "biên"), Grade::Letters);
        assert_eq!(grade("phấn", "phăn"), Grade::Letters);
        assert_eq!(grade("duong", "đường"), Grade::LessTyped);
    }

    #[test]
    fn i_and_y_are_two_spellings() {
        let respelt = |token| analysis().form(token).respelt();
        assert_eq!(respelt("kĩ"), Some(analysis().form("kỹ")));
        assert_eq!(respelt("lý"), Some(analysis().form("lí")));
        assert_eq!(respelt("quí"), Some(analysis().form("quý")));
        assert_eq!(respelt("tai"), None);
        assert_eq!(respelt("vi"), None);
    }

    proptest! {
        #[test]
        fn a_form_survives_its_key(token in "[a-yđơưâăêôáàảãạếềểễệÉßŁ0-9\u{301}\u{323}]{1,40}") {
            let form = analysis().form(&token);
            prop_assert_eq!(Form::from_key(&form.key()), Some(form));
        }

        #[test]
        fn the_form_of_a_fold_is_that_fold(token in "[a-yđơưâăêôáàảãạếềểễệÉßŁŒİ0-9\u{301}]{1,20}") {
            let form = analysis().form(&token);
            let again = analysis().form(&form.fold);
            prop_assert_eq!(again, Form { fold: form.fold, ..Form::default() });
        }
    }
}
