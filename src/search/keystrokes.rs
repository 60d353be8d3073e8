//! Keystrokes in a query, read as the words they make.
//!
//! In: a query. Out: the same, its keystrokes replaced. Invariant: a token is
//! keystrokes only if the corpus has the word they make, and has it far more
//! often than the token itself; English words and codes stay as they are.

use super::query::{Asked, Query};
use super::view::View;
use crate::analysis::{Form, keystrokes};
use crate::index::root::Root;

/// Beside tokens that can be nothing else, one is keystrokes if the word they
/// make is in so many times the documents that have it as it was typed.
const TIMES: u32 = 5;

/// The common word that these keys make, or begin to make.
pub fn word(keys: &str, root: &Root) -> Option<(Form, u32)> {
    // Where no syllables are known nobody types so.
    let form = keystrokes::decode(keys)?;
    if !form.is_marked() || !root.analysis.syllables.contains(&form.fold) {
        return None;
    }
    let mut frequency = 0u32;
    for (number, known) in root.dictionary.keys().with_fold(&form.fold) {
        if form == known || form.is_less_than(&known) {
            frequency = root.dictionary.frequency(number).saturating_add(frequency);
        }
    }
    (frequency > 0).then_some((form, frequency))
}

/// Replaces the keystrokes of a query. Those of digits have been replaced when
/// it was parsed, for they are not one token.
pub fn read(query: &mut Query, view: &View) {
    let mut certain = false;
    for asked in &query.terms {
        certain |= word_of(asked, view).is_some_and(|(_, _, typed)| typed == 0);
    }
    if !certain {
        return;
    }
    for asked in &mut query.terms {
        if let Some((form, frequency, typed)) = word_of(asked, view)
            && frequency >= TIMES.saturating_mul(typed)
        {
            asked.form = form;
            query.is_read = true;
        }
    }
}

/// The word that a token makes if it is keystrokes, in how many documents that
/// is, and in how many the token as typed.
fn word_of(asked: &Asked, view: &View) -> Option<(Form, u32, u32)> {
    let (form, frequency) = word(&asked.form.fold, view.root()).filter(|_| !asked.form.is_marked())?;
    let typed = view
        .with_fold(&asked.form.fold)
        .iter()
        .fold(0, |sum: u32, known| sum.saturating_add(known.frequency));
    Some((form, frequency, typed))
}
