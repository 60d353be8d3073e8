//! What a page shows of an answer: passages and their marks, sections, counts,
//! and what the query was taken for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use timkiem::Document;
use timkiem::document::PARAGRAPH;
use timkiem::search::snippet::Passage;
use timkiem::search::{Article, Hit, Page, Section};

use super::Oracle;
use super::made::{Case, Given};
use super::places::{Place, nearness};
use super::query::Asked;
use super::ranking::{Answer, Understood};
use super::selection::facets;
use super::slips::likelihood;
use super::terms::Candidate;
use super::words::{Words, fold, words};

/// What parts the passages of a snippet.
const BETWEEN: &str = " … ";

/// How many sections are shown below a document.
const SECTIONS: usize = 3;

/// How many suggestions are made.
const SUGGESTIONS: usize = 5;

/// Whether it is so; else what is not.
pub(super) type Checked = Result<(), String>;

fn expect(is_so: bool, what: impl FnOnce() -> String) -> Checked {
    if is_so { Ok(()) } else { Err(what()) }
}

/// The text of a passage, and where in it the marks are.
fn read(passage: &Passage) -> (String, BTreeSet<(usize, usize)>) {
    let (mut text, mut marks) = (String::new(), BTreeSet::new());
    for (piece, is_hit) in &passage.pieces {
        if *is_hit {
            marks.insert((text.len(), text.len() + piece.len()));
        }
        text.push_str(piece);
    }
    (text, marks)
}

/// Where these hits are, in bytes.
fn spans(hits: &BTreeSet<Place>, words: &Words) -> BTreeSet<(usize, usize)> {
    hits.iter().map(|&(at, _)| (words[at].span.start, words[at].span.end)).collect()
}

/// A heading with the signs around it in its paragraph.
fn whole_heading(heading: &Range<usize>, text: &str, body: &Words) -> Range<usize> {
    let before = body.iter().map(|word| word.span.end).take_while(|end| *end <= heading.start).last();
    let after = body.iter().map(|word| word.span.start).find(|start| *start >= heading.end);
    let (before, after) = (before.unwrap_or(0), after.unwrap_or(text.len()));
    let opens =
        text[before..heading.start].rfind(PARAGRAPH).map_or(before, |at| before + at + PARAGRAPH.len());
    let closes = text[heading.end..after].find(PARAGRAPH).map_or(after, |at| heading.end + at);
    opens..closes
}

/// A passage that is all of a text.
fn is_whole(passage: &Passage, text: &str, marks: &BTreeSet<(usize, usize)>) -> Checked {
    let found = read(passage);
    expect(found.0 == text && found.1 == *marks, || format!("{found:?}, expected {text:?} and {marks:?}"))
}

/// A passage that is up to three stretches of a text, each within one
/// paragraph, of whole words, with just the marks that the text has there.
fn is_stretches(passage: &Passage, text: &str, marks: &BTreeSet<(usize, usize)>) -> Checked {
    let (all, found) = read(passage);
    let mut start = 0;
    let parts: Vec<&str> = all.split(BETWEEN).collect();
    for part in &parts {
        let within = |range: &Range<usize>, marks: &BTreeSet<(usize, usize)>| -> BTreeSet<(usize, usize)> {
            let marks = marks.iter().filter(|mark| range.start <= mark.0 && mark.1 <= range.end);
            marks.map(|mark| (mark.0 - range.start, mark.1 - range.start)).collect()
        };
        let marked = within(&(start..start + part.len()), &found);
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let is_here = |at: usize| {
            let (before, after) = (text[..at].chars().next_back(), text[at + part.len()..].chars().next());
            let is_cut = is_word(before) && is_word(part.chars().next())
                || is_word(after) && is_word(part.chars().next_back());
            !is_cut && within(&(at..at + part.len()), marks) == marked
        };
        let is_there = text.match_indices(part).any(|(at, _)| is_here(at));
        let is_there = is_there || part.is_empty() && parts.len() == 1 && words(text).is_empty();
        expect(is_there && !part.contains("\n\n"), || {
            format!("{part:?} with {marked:?} is no stretch of {text:?} with {marks:?}")
        })?;
        start += part.len() + BETWEEN.len();
    }
    expect(parts.len() <= 3 && all.chars().count() <= 2 * 220, || format!("{all:?} is too much"))?;
    expect(marks.is_empty() || !found.is_empty(), || format!("nothing is marked in {all:?}"))
}

impl Oracle {
    /// Checks what is shown of a document.
    pub(super) fn check_hit(
        &self,
        hit: &Hit,
        document: usize,
        case: &Case,
        understood: &Understood,
    ) -> Checked {
        let of = &case.documents[document];
        let (title, body) = (words(&of.title), words(&of.text));
        let hits = |words: &Words| self.hits(document, words, understood);
        is_whole(&hit.title, &of.title, &spans(&hits(&title), &title))?;
        let in_body = hits(&body);
        is_stretches(&hit.snippet, &of.text, &spans(&in_body, &body))?;
        self.check_sections(&hit.sections, of, &body, &in_body, &understood.weights)?;
        expect(hit.url == of.url && hit.date == of.date.map(|date| date.to_string()), || format!("{hit:?}"))?;
        let meta: BTreeMap<String, String> = hit.meta.iter().cloned().collect();
        expect(meta == of.meta, || format!("{meta:?}, expected {:?}", of.meta))
    }

    fn check_sections(
        &self,
        shown: &[Section],
        document: &Document,
        body: &Words,
        hits: &BTreeSet<Place>,
        weights: &[f64],
    ) -> Checked {
        let at = |byte: usize| body.iter().take_while(|word| word.span.start < byte).count();
        let starts = document.sections.iter().skip(1).map(|section| at(section.heading.start));
        let ends = starts.chain([body.len()]);
        let mut best: Vec<(f64, usize, bool, BTreeSet<Place>)> = Vec::new();
        for (number, (section, end)) in document.sections.iter().zip(ends).enumerate() {
            let range = at(section.heading.start)..end;
            let has_text = at(section.heading.end) < body.len();
            let within: BTreeSet<Place> =
                hits.iter().copied().filter(|(place, _)| range.contains(place)).collect();
            best.push((nearness(&within, weights), number, has_text, within));
        }
        best.retain(|(worth, ..)| *worth > 0.0);
        best.sort_by(|one, other| other.0.total_cmp(&one.0));
        best.truncate(SECTIONS);
        best.sort_by_key(|(_, number, ..)| *number);
        expect(best.len() == shown.len(), || format!("{shown:?}, expected {best:?}"))?;
        for ((_, number, has_text, within), shown) in best.iter().zip(shown) {
            let of = &document.sections[*number];
            let url = document.url.as_ref().map(|url| format!("{url}#{}", of.anchor));
            expect(url == shown.url, || format!("{shown:?}, expected {url:?}"))?;
            let marks = spans(within, body);
            let heading = whole_heading(&of.heading, &document.text, body);
            let of_heading = marks.iter().filter(|mark| mark.1 <= of.heading.end);
            let of_heading = of_heading.map(|mark| (mark.0 - heading.start, mark.1 - heading.start));
            is_whole(&shown.title, &document.text[heading.clone()], &of_heading.collect())?;
            let below = marks.iter().copied().filter(|mark| mark.0 >= of.heading.end).collect();
            if *has_text {
                is_stretches(&shown.snippet, &document.text, &below)?;
            } else {
                is_whole(&shown.snippet, "", &below)?;
            }
        }
        Ok(())
    }

    /// Checks a document as it is read.
    pub(super) fn check_article(
        &self,
        article: &Article,
        document: usize,
        case: &Case,
        understood: &Understood,
    ) -> Checked {
        let of = &case.documents[document];
        let (title, body) = (words(&of.title), words(&of.text));
        let hits = |words: &Words| spans(&self.hits(document, words, understood), words);
        is_whole(&article.title, &of.title, &hits(&title))?;
        let marks = hits(&body);
        let mut end = 0;
        for paragraph in &article.text {
            let text = read(paragraph).0;
            let start = end + of.text[end..].len() - of.text[end..].trim_start_matches('\n').len();
            end = start + text.len();
            let here = marks.iter().filter(|mark| start <= mark.0 && mark.1 <= end);
            let here = here.map(|mark| (mark.0 - start, mark.1 - start)).collect();
            is_whole(paragraph, of.text.get(start..end).unwrap_or_default(), &here)?;
        }
        let rest = of.text.get(end..).unwrap_or("cut within a letter");
        expect(rest.trim_matches('\n').is_empty(), || format!("{rest:?} is not shown"))
    }
}

/// Whether only texts say which documents a clause lets in: of two words side by side, as of one, lists do.
pub(super) fn is_for_texts(clause: &Asked) -> bool {
    (clause.is_phrase() || matches!(clause, Asked::Excluded(_))) && clause.words().len() > 2
}

/// Checks what is counted.
pub(super) fn check_facets(page: &Page, case: &Case, answer: &Answer) -> Checked {
    let expected = facets(&case.documents, &answer.answers, &case.conditions, case.given == Given::ToChoose);
    let wanted = (case.offset + case.limit).div_ceil(10) * 10;
    // Of what is not looked through it is not known whether it has a phrase.
    if case.query.iter().any(is_for_texts) && answer.ranked.len() >= wanted.min(case.documents.len()) {
        return Ok(());
    }
    for (found, expected) in page.facets.iter().zip(&expected) {
        // Nor of what is kept out by just these values.
        let is_by_itself = case.conditions.iter().any(|condition| condition.name() == Some(&found.0));
        if case.query.iter().any(is_for_texts) && is_by_itself {
            continue;
        }
        expect(found == expected, || format!("counted {found:?}, expected {expected:?}"))?;
    }
    expect(page.facets.len() == expected.len(), || format!("{:?}, expected {expected:?}", page.facets))
}

/// First by what stands beside it, then by how common it is.
fn rank(oracle: &Oracle, one: &Candidate) -> (f64, f64) {
    let frequency = oracle.vocabulary[&one.word] as f64;
    (likelihood(one.borne_out, one.cost), likelihood(frequency, one.cost))
}

/// Checks what the query was taken for, what else was looked for, and what it
/// may become.
pub(super) fn check_understood(
    page: &Page,
    oracle: &Oracle,
    case: &Case,
    understood: &Understood,
) -> Checked {
    let Understood { typed, terms, others, .. } = understood;
    let is_other = |(kept, (typed, _)): (&Vec<Candidate>, &(String, usize))| {
        kept.iter().any(|one| one.grade > 2)
            || !kept.is_empty() && !kept.iter().any(|one| one.is_right(typed))
    };
    let is_corrected = terms.iter().zip(typed).any(is_other);
    expect(page.corrected.is_some() == is_corrected, || {
        format!("{:?}, expected {is_corrected}: {terms:?}", page.corrected)
    })?;
    // What each word typed may be written as: any of what is equally likely.
    let written = |kept: &Vec<Candidate>, typed: &str| -> Vec<String> {
        let finished = || kept.iter().filter(|one| !one.is_completion);
        let ranks = finished().map(|one| rank(oracle, one));
        let Some(best) = ranks.reduce(|best, one| if one > best { one } else { best }) else {
            return vec![typed.to_owned()];
        };
        finished().filter(|one| rank(oracle, one) == best).map(|one| one.word.clone()).collect()
    };
    let is_all_excluded = case.query.iter().all(|clause| matches!(clause, Asked::Excluded(_)));
    let mut meant = terms.iter().zip(typed).map(|(kept, (typed, _))| written(kept, typed));
    let mut expected: Vec<Vec<String>> = Vec::new();
    for clause in &case.query {
        if matches!(clause, Asked::Title(_)) {
            expected.push(vec!["title".to_owned()]);
        }
        for word in clause.words() {
            let is_meant = is_all_excluded || !matches!(clause, Asked::Excluded(_));
            let this = if is_meant { meant.next() } else { None };
            expected.push(this.unwrap_or_else(|| vec![word.clone()]));
        }
    }
    let is_it = |text: &str, expected: &[Vec<String>]| {
        let found = words(text);
        let skipped = found.len().saturating_sub(expected.len());
        let mut both = found[skipped..].iter().zip(expected);
        found.len() >= expected.len() && both.all(|(one, these)| these.contains(&one.word))
    };
    if let Some(corrected) = &page.corrected {
        expect(corrected.from == case.written() && is_it(&corrected.to, &expected), || {
            format!("{corrected:?}, expected {expected:?}")
        })?;
    }

    let mut completions: Vec<&Candidate> =
        terms.last().into_iter().flatten().filter(|one| one.is_completion).collect();
    completions.sort_by(|one, other| rank(oracle, other).partial_cmp(&rank(oracle, one)).expect("numbers"));
    completions.truncate(SUGGESTIONS);
    expect(completions.len() == page.suggestions.len(), || {
        format!("{:?}, expected {completions:?}", page.suggestions)
    })?;
    for (suggestion, one) in page.suggestions.iter().zip(completions) {
        let last = terms.last().into_iter().flatten();
        let equal = last.filter(|other| other.is_completion && rank(oracle, other) == rank(oracle, one));
        if let Some(last) = expected.last_mut() {
            *last = equal.map(|one| one.word.clone()).collect();
        }
        expect(is_it(suggestion, &expected), || format!("{suggestion:?}, expected {expected:?}"))?;
    }

    // By their letters, for what is written with other marks is looked for too.
    let letters = |way: &str| words(way).iter().map(|one| fold(&one.word)).collect::<Vec<String>>();
    let is_way = |found: &str, way: &Vec<Vec<Candidate>>| {
        let found = letters(found);
        let has = |(letters, these): (&String, &Vec<Candidate>)| {
            these.iter().any(|one| fold(&one.word) == *letters)
        };
        found.len() == way.len() && found.iter().zip(way).all(has)
    };
    let is_one = |found: &String| others.iter().any(|(_, way)| is_way(found, way));
    let is_said = |(_, way): &(_, Vec<Vec<Candidate>>)| page.expanded.iter().any(|found| is_way(found, way));
    // Each is said once, though several groups have it.
    let distinct: BTreeSet<&String> = page.expanded.iter().collect();
    let is_all = page.expanded.iter().all(is_one) && others.iter().all(is_said);
    expect(is_all && distinct.len() == page.expanded.len(), || {
        format!("{:?}, expected {others:?}", page.expanded)
    })
}
