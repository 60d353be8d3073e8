//! What was meant by a term that the corpus does not have.
//!
//! In: a term as typed. Out: the terms nearest to it, the likeliest first.
//! Invariant: looks at one term at a time; whether it is corrected is for its
//! neighbours to say.

use crate::analysis::{Form, Marks};
use crate::index::near::{EDIT, Near};
use crate::index::text::characters;

use super::view::{Known, View};

/// How many terms are looked at further: each costs a look at its pairs.
const MOST: usize = 8;

/// How many letters what is corrected has: more are a mistake or an attack.
const LETTERS: std::ops::Range<usize> = 2..64;

/// From so many letters on there may be two edits.
const LONG: usize = 7;

/// How much less likely each unit of cost makes what was meant, as e^-1 would.
const UNLIKELY: f64 = 0.4;
/// What it costs if the tone is another, and if the other marks are; and if
/// the tone is hỏi for ngã or ngã for hỏi, which half the country speaks alike.
const MARKS: u8 = 3;
const ALIKE: u8 = 1;

/// How likely it is that this was meant, if nothing but its frequency, or how
/// often its neighbours stand beside it, and the slip speak for it: a noisy
/// channel (Kernighan, Church, Gale: A spelling correction program based on a
/// noisy channel model, 1990) with one price for all slips of a kind.
pub fn likelihood(often: f64, cost: u8) -> f64 {
    (0..cost).fold(often, |likely, _| likely * UNLIKELY)
}

/// The terms nearest to one that is not known, each with what it costs to
/// become that.
pub fn corrections(typed: &Form, view: &View) -> Vec<(u8, Known)> {
    let letters = characters(&typed.fold);
    if !LETTERS.contains(&letters) || typed.fold.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let most = if letters < LONG { EDIT } else { 2 * EDIT };
    let mut near = Near::new(&typed.fold, &view.root().analysis.syllables.slips, most);
    let mut nearest: Vec<(f64, (u8, Known))> = Vec::new();
    for (cost, known) in view.near(&typed.fold, &mut near) {
        let cost = cost + disagreement(typed, &known.form);
        let likely = likelihood(known.frequency.into(), cost);
        let at = nearest.partition_point(|before| before.0 >= likely);
        if known.form.fold != typed.fold && at < MOST {
            nearest.insert(at, (likely, (cost, known)));
            nearest.truncate(MOST);
        }
    }
    let mut found = Vec::new();
    nearest.into_iter().for_each(|(_, one)| found.push(one));
    found
}

/// What it costs that the marks of a form are not those typed, wherever they
/// stand. None typed cost nothing.
pub fn disagreement(typed: &Form, form: &Form) -> u8 {
    if !typed.is_marked() {
        return 0;
    }
    if typed.fold == form.fold && typed.is_less_than(form) {
        return ALIKE;
    }
    // What is no syllable has its tone among the marks.
    let on = |form: &Form| form.marks.iter().fold(form.tone, |all, &(_, marks)| all | marks);
    let (typed, other) = (on(typed), on(form));
    let differ = |one: Marks, other: Marks, cost| if one == other { 0 } else { cost };
    let tones = (typed.and(Marks::TONES), other.and(Marks::TONES));
    let is_alike = tones.0 | tones.1 == Marks::HOOK | Marks::TILDE;
    differ(tones.0, tones.1, if is_alike { ALIKE } else { MARKS })
        + differ(typed.without(Marks::TONES), other.without(Marks::TONES), MARKS)
}
