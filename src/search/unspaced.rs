//! Words typed as one.
//!
//! In: a query. Out: the same, where a term that the documents do not have is
//! words written together that they have side by side: `biengioi`. Invariant:
//! as few words as it can be, each of them common with the marks it has, every two
//! of them neighbours in a document; and no word that there is is taken apart, nor
//! what is common words as far as it is typed.

use std::ops::Range;

use super::keystrokes::begun;
use super::neighbours::Pair;
use super::query::{Asked, Kind, Query, TERMS};
use super::view::{Known, Term, View};
use crate::analysis::{Form, Marks};
use crate::index::Stop;

/// How many letters what is parted has, for more are a mistake or an attack;
/// and how many each of its words has at least, and at most.
const LETTERS: Range<usize> = 5..64;
const WORD: usize = 2;
const LONGEST: usize = 12;
/// The bit above all frequencies: whoever types marks has typed them all, if words
/// of just these marks are there.
const EXACT: u32 = 31;

/// Parts what was typed as one.
///
/// # Errors
/// [`Stop::Need`] if it cannot be told yet which words are neighbours.
pub fn read(query: &mut Query, view: &View) -> Result<(), Stop> {
    let mut count = query.terms.len();
    let mut parted = Vec::new();
    let mut is_asked = false;
    for term in 0..query.typed {
        let Some(asked) = query.terms.get(term) else { continue };
        let fold = &asked.form.fold;
        let is_plain = LETTERS.contains(&fold.len()) && fold.bytes().all(|byte| byte.is_ascii_lowercase());
        if query.clause(term).kind != Kind::Words || !is_plain {
            continue;
        }
        // Most that is typed is common itself, which takes no other part to know.
        let is_common = view.root().dictionary.frequency_as(&asked.form) > 0;
        if is_common || begun(&asked.form, asked.unfinished, view) > 0 {
            continue;
        }
        let words = words(&asked.form, view);
        let is_too_much = count + words.len() > TERMS + 1;
        let is_there = |known: &Known| asked.form.is_less_than(&known.form);
        if words.len() < 2 || is_too_much || view.with_fold(fold).iter().any(is_there) {
            continue;
        }
        is_asked = true;
        let mut are_neighbours = true;
        for two in words.windows(2) {
            are_neighbours &= stand(two, view);
        }
        if are_neighbours {
            count += words.len() - 1;
            let mut parts = Vec::new();
            words.into_iter().for_each(|form| parts.push(Asked { form, ..asked.clone() }));
            parted.push((term, parts));
        }
    }
    // What any of them needs is asked for together; if there are none, with what
    // comes next.
    if is_asked {
        view.check()?;
    }
    while let Some((term, forms)) = parted.pop() {
        query.replace(term, forms);
        query.is_read = true;
    }
    Ok(())
}

/// Whether two words stand side by side in a document, with the marks they have.
fn stand(two: &[Form], view: &View) -> bool {
    let [left, right] = two else { return false };
    let Some(pair) = view.pair(&left.fold, &right.fold) else { return false };
    let is = |form: &Form, term: Option<Term>| {
        view.with_fold(&form.fold)
            .iter()
            .any(|known| Some(known.term) == term && form.is_less_than(&known.form))
    };
    let pair = Pair::new(pair, false, view.by_frequency(&left.fold), view.by_frequency(&right.fold));
    pair.readings.iter().any(|reading| is(left, reading.terms[0]) && is(right, reading.terms[1]))
}

/// The form of some letters of another.
fn part(whole: &Form, letters: Range<usize>) -> Form {
    let mut part =
        Form { fold: whole.fold.get(letters.clone()).unwrap_or_default().to_owned(), ..Form::default() };
    for &(letter, marks) in &whole.marks {
        if letters.contains(&letter) {
            // What is no syllable has its tones among the marks.
            part.tone |= marks.and(Marks::TONES);
            let others = marks.without(Marks::TONES);
            if !others.is_empty() {
                part.marks.push((letter - letters.start, others));
            }
        }
    }
    part
}

/// The fewest common words that these letters are, of several the one of whose
/// words the rarest is commonest; none if they are no such words.
fn words(whole: &Form, view: &View) -> Vec<Form> {
    let dictionary = &view.root().dictionary;
    // For the letters up to each place: how many words they are, how common the
    // rarest of these is, and where the last of them begins.
    let mut best: Vec<(usize, u32, usize)> = vec![(0, u32::MAX, 0)];
    for end in 1..=whole.fold.len() {
        let mut here = (usize::MAX, 0, 0);
        for (start, &(count, rarest, _)) in best.iter().enumerate().skip(end.saturating_sub(LONGEST)) {
            if start + WORD <= end && rarest > 0 && count < here.0 {
                let word = part(whole, start..end);
                let is_exact = whole.is_marked() && dictionary.get(&word).is_some();
                let rarest = rarest.min(dictionary.frequency_as(&word) | u32::from(is_exact) << EXACT);
                if rarest > 0 && (count + 1 < here.0 || rarest > here.1) {
                    here = (count + 1, rarest, start);
                }
            }
        }
        best.push(here);
    }
    let mut words = Vec::new();
    let mut end = whole.fold.len();
    while end > 0 && best[end].1 > 0 {
        words.insert(0, part(whole, best[end].2..end));
        end = best[end].2;
    }
    words
}
