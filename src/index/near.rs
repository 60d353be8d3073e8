//! How near a fold is to a typed one.
//!
//! In: the bytes of keys, one by one, as a walk over an fst enters and leaves
//! them. Out: whether they can still become a fold that few slips part from the
//! typed one, and how many. Invariant: what is told is the least cost by which
//! one becomes the other, in letters of any script; no key is missed that costs
//! no more than allowed.
//!
//! This is the distance of Damerau and Levenshtein, row by row down the fst
//! instead of for each word of a list; what people often mistake costs less.

/// What a letter costs that is another, too many, or missing.
pub const EDIT: u8 = 4;
/// The same where it is a common slip.
const SLIP: u8 = 3;
/// No language has more of these.
const SLIPS: usize = 64;
/// More than anything is allowed to cost.
const MUCH: u8 = 100;

/// Where each letter from a to z is on most keyboards: neighbours differ by one.
const KEYS: [u8; 26] =
    [20, 44, 42, 22, 2, 23, 24, 25, 7, 26, 27, 28, 46, 45, 8, 9, 0, 3, 21, 4, 6, 43, 1, 41, 5, 40];

/// See the module.
pub struct Near<'a> {
    typed: Vec<char>,
    /// What is mistaken for what.
    slips: Vec<(&'a [u8], &'a [u8])>,
    /// Of these the ones that the key ends with now.
    open: Vec<(&'a [u8], &'a [u8])>,
    most: u8,
    /// The letters of a fold that were entered and not left.
    key: Vec<char>,
    /// The bytes of one that has not been entered to its end.
    begun: Vec<u8>,
    /// How many were that come after it.
    marks: usize,
    /// For each of them, and before the first, a row: what it costs for each
    /// beginning of the typed fold to have become the key so far.
    rows: Vec<u8>,
}

impl<'a> Near<'a> {
    /// Finds the folds that cost no more than this; but for more than one edit
    /// only those that begin with the same letter. `slips` says what is mistaken
    /// for what, both ways: `ch:tr l:n`.
    pub fn new(typed: &str, slips: &'a str, most: u8) -> Near<'a> {
        let mut letters = Vec::new();
        typed.chars().for_each(|letter| letters.push(letter));
        let typed = letters;
        let mut rows = Vec::new();
        for place in 0..=typed.len() {
            rows.push((place * usize::from(EDIT)).min(MUCH.into()) as u8);
        }
        let mut both = Vec::new();
        for slip in slips.as_bytes().split(|&byte| byte == b' ').take(SLIPS) {
            if let Some(colon) = slip.iter().position(|&byte| byte == b':') {
                let (one, other) = (&slip[..colon], &slip[colon + 1..]);
                both.push((one, other));
                both.push((other, one));
            }
        }
        Near {
            typed,
            slips: both,
            open: Vec::new(),
            most,
            key: Vec::new(),
            begun: Vec::new(),
            marks: 0,
            rows,
        }
    }

    /// What it costs to become the fold that has been entered.
    pub fn cost(&self) -> u8 {
        self.rows.last().copied().unwrap_or(MUCH)
    }

    /// Enters another byte; whether that leads anywhere. If not, it is not entered.
    pub(super) fn enter(&mut self, byte: u8) -> bool {
        let width = self.typed.len() + 1;
        let above = self.rows.len() - width;
        if byte == 0 || self.marks > 0 {
            // What comes now are the marks of a fold that is near, or is not.
            let is_near = self.cost() <= self.most;
            self.marks += usize::from(is_near);
            return is_near;
        }
        self.begun.push(byte);
        let letter = std::str::from_utf8(&self.begun).ok().and_then(|letter| letter.chars().next());
        // One of several bytes leads anywhere until it is known.
        let Some(letter) = letter else { return true };
        self.begun.clear();
        self.key.push(letter);
        self.open.clear();
        for &(from, to) in &self.slips {
            if ends_with(&self.key, to) {
                self.open.push((from, to));
            }
        }
        for place in 0..width {
            let cost = self.cell(place, letter);
            self.rows.push(cost);
        }
        let begins = self.most <= EDIT || self.key.first() == self.typed.first();
        let is_near = begins && self.rows.iter().skip(above).any(|&cost| cost <= self.most);
        if !is_near {
            self.leave();
        }
        is_near
    }

    /// Leaves the byte that was entered last.
    pub(super) fn leave(&mut self) {
        if self.marks > 0 {
            self.marks -= 1;
        } else if self.begun.pop().is_none()
            && let Some(letter) = self.key.pop()
        {
            self.rows.truncate(self.rows.len() - (self.typed.len() + 1));
            self.begun.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            self.begun.pop();
        }
    }

    /// What it costs for so many typed letters to have become the key.
    fn cell(&self, place: usize, entered: char) -> u8 {
        let typed = self.typed.get(..place).unwrap_or_default();
        // What it cost so many typed letters, and so many of the key, ago, and more.
        let ago = |typed: usize, key: usize, more: u8| -> u8 {
            let row = (self.key.len() - key) * (self.typed.len() + 1);
            let cost = place.checked_sub(typed).and_then(|place| self.rows.get(row + place));
            cost.map_or(MUCH, |cost| cost.saturating_add(more).min(MUCH))
        };
        let price = |is_slip| if is_slip { SLIP } else { EDIT };
        let letter = typed.last().copied().unwrap_or_default();
        // One missing, or too many: of two alike the more easily.
        let mut cost = ago(0, 1, price(self.key.ends_with(&[entered, entered])));
        cost = cost.min(ago(1, 0, price(typed.ends_with(&[letter, letter]))));
        // Another, a neighbour the more easily.
        let other = if letter == entered { 0 } else { price(is_beside(letter, entered)) };
        cost = cost.min(ago(1, 1, other));
        // Swapped.
        if self.key.ends_with(&[letter, entered]) && typed.ends_with(&[entered, letter]) {
            cost = cost.min(ago(2, 2, SLIP));
        }
        for (from, to) in &self.open {
            if ends_with(typed, from) {
                cost = cost.min(ago(from.len(), to.len(), SLIP));
            }
        }
        cost
    }
}

/// Whether letters end with these, which are from a to z.
fn ends_with(letters: &[char], end: &[u8]) -> bool {
    let mut before = letters.iter().rev();
    end.iter().rev().all(|&letter| before.next() == Some(&char::from(letter)))
}

/// Whether two letters are neighbours on a keyboard.
fn is_beside(one: char, other: char) -> bool {
    let key = |letter: char| KEYS.get((letter as usize).wrapping_sub(usize::from(b'a')));
    key(one).zip(key(other)).is_some_and(|(one, other)| one.abs_diff(*other) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_any_script_is_one() {
        let mut near = Near::new("сенегал", "", EDIT);
        for byte in "снегал\0".bytes() {
            assert!(near.enter(byte));
        }
        assert_eq!(near.cost(), EDIT);
        for _ in "снегал\0".bytes() {
            near.leave();
        }
        for byte in "сенегла".bytes() {
            assert!(near.enter(byte));
        }
        assert_eq!(near.cost(), SLIP);
        assert_eq!(
            "ვჟ".bytes().map(|byte| near.enter(byte)).collect::<Vec<_>>(),
            [true, true, true, true, true, false]
        );
    }

    #[test]
    fn marks_cost_nothing_to_enter_and_none_to_leave() {
        let mut near = Near::new("bien", "", EDIT);
        for byte in *b"bin\0" {
            assert!(near.enter(byte));
        }
        let rows = near.rows.len();
        for _ in 0..100_000 {
            assert!(near.enter(64));
        }
        assert_eq!((near.cost(), near.rows.len()), (EDIT, rows), "a row is for a letter");
        for _ in 0..100_001 {
            near.leave();
        }
        assert!(near.enter(b'\0'));
        assert_eq!(near.cost(), EDIT);
    }
}
