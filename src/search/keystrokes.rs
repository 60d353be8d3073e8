//! Keystrokes in a query, read as the words they make.
//!
//! In: a query. Out: the same, its keystrokes replaced. Invariant: a token is
//! keystrokes only if the corpus has the word they make, and has it far more
//! often than the token itself, or what that may become; English words and
//! codes stay as they are.

use super::query::{Asked, Query};
use super::terms::COMPLETIONS;
use super::view::{Known, View};
use crate::analysis::{Form, keystrokes};

/// Beside tokens that can be nothing else, one is keystrokes if the word they
/// make is in so many times the documents that have it as it was typed.
const TIMES: u32 = 5;

/// The common word that these keys make, and in how many documents it is; of
/// keys that may go on also what it may become. None if documents write the
/// keys as they are.
pub fn word(keys: &str, unfinished: bool, view: &View) -> Option<(Form, u32)> {
    let root = view.root();
    // Where no syllables are known nobody types so.
    let form = keystrokes::decode(keys)?;
    if !form.is_marked() || !root.analysis.syllables.are_keys(keys, &form.fold) {
        return None;
    }
    let frequency = root.dictionary.frequency_as(&form).saturating_add(begun(&form, unfinished, view));
    (frequency > 0).then_some((form, frequency))
}

/// In how many documents the commonest terms are that go on where this one ends,
/// if it is not finished.
pub(super) fn begun(form: &Form, unfinished: bool, view: &View) -> u32 {
    often(&view.common_completions(form, if unfinished { COMPLETIONS } else { 0 }))
}

fn often(terms: &[Known]) -> u32 {
    terms.iter().fold(0, |sum: u32, known| sum.saturating_add(known.frequency))
}

/// Replaces the keystrokes of a query. Those of digits have been replaced when
/// it was parsed, for they are not one token.
pub fn read(query: &mut Query, view: &View) {
    let mut certain = false;
    for asked in &query.terms {
        // As a word that is finished, or as one on its way where nothing else begins so.
        for unfinished in [false, asked.unfinished] {
            certain |= word_of(asked, unfinished, view).is_some_and(|(_, typed)| typed == 0);
        }
    }
    if !certain {
        return;
    }
    for asked in &mut query.terms {
        if let Some((form, _)) = word_of(asked, asked.unfinished, view) {
            let struck = std::mem::replace(&mut asked.form, form);
            if asked.unfinished {
                query.struck = struck;
            }
            query.is_read = true;
        }
    }
}

/// The word that a token makes, or begins to make, if it is keystrokes: that is,
/// far commoner than what was typed; with in how many documents that is, or
/// begins a word if this one may go on.
fn word_of(asked: &Asked, unfinished: bool, view: &View) -> Option<(Form, u32)> {
    let (form, frequency) = word(&asked.form.fold, unfinished, view).filter(|_| !asked.form.is_marked())?;
    let typed = often(&view.with_fold(&asked.form.fold));
    let begun = begun(&asked.form, asked.unfinished, view);
    let all = typed.saturating_add(begun);
    (frequency >= TIMES.saturating_mul(all)).then_some((form, if unfinished { all } else { typed }))
}
