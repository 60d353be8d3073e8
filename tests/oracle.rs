//! An oracle: the answer by the definitions, scanning every document, with no
//! index, no fst and no cleverness; and the engine must equal it.
//!
//! It knows a word by its spelling alone: letters with their marks, taken
//! apart by Unicode. Everything else is written down once more, as plainly as
//! it can be, from what the modules of `search` say they do.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use timkiem::index::Index;
use timkiem::{Date, Document};
use unicode_normalization::UnicodeNormalization;

use crate::corpus;

/// Syllables whose folds, marks, slips and beginnings get in each other's way.
const WORDS: &[&str] = &[
    "ba", "bà", "bá", "bã", "bả", "bạ", "bâ", "bầ", "bấ", "ban", "bàn", "bản", "bán", "băn", "bang", "bảng",
    "biên", "biển", "biến", "giới", "giỏi", "gi", "gì", "ki", "kĩ", "ky", "kỹ", "kỳ", "do", "đo", "đồ", "độ",
    "dong", "đồng", "động", "12", "3", "2024",
];

/// A part of a query.
#[derive(Debug, Clone)]
enum Asked {
    Words(Vec<String>),
    Phrase(Vec<String>),
    Unit(Vec<String>),
}

impl Asked {
    fn words(&self) -> &[String] {
        match self {
            Asked::Words(words) | Asked::Phrase(words) | Asked::Unit(words) => words,
        }
    }

    fn written(&self) -> String {
        match self {
            Asked::Words(words) => words.join(" "),
            Asked::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Asked::Unit(words) => words.join("-"),
        }
    }
}

/// A text as the oracle sees it: words, and whether each begins a paragraph.
type Words = Vec<(String, bool)>;

/// What is searched of a document.
struct Seen {
    title: Words,
    body: Words,
    byline: Words,
}

fn words(text: &str) -> Words {
    let mut words = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut begins = true;
        for word in paragraph.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            words.push((word.to_lowercase(), begins));
            begins = false;
        }
    }
    words
}

fn see(document: &Document) -> Seen {
    Seen {
        title: if document.title_is_derived { Vec::new() } else { words(&document.title) },
        body: words(&document.text),
        byline: words(&byline(document)),
    }
}

fn byline(document: &Document) -> String {
    let date = document.date.map(|date| date.written()).unwrap_or_default();
    let name = |name| document.meta.get(name).map_or("", String::as_str);
    format!("{date}\n\n{}\n\n{}", name("author"), name("publisher"))
}

fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

fn is_tone(character: char) -> bool {
    "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(character)
}

fn fold(word: &str) -> String {
    word.nfd().filter(|&c| !is_mark(c)).map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// The tone of a word and the other marks with the letters they stand on.
fn marks(word: &str) -> (Option<char>, BTreeSet<(usize, char)>) {
    let (mut tone, mut others, mut letters) = (None, BTreeSet::new(), 0);
    for character in word.nfd() {
        match character {
            _ if is_tone(character) => tone = Some(character),
            _ if is_mark(character) => drop(others.insert((letters - 1, character))),
            _ => {
                letters += 1;
                if character == 'đ' {
                    others.insert((letters - 1, character));
                }
            }
        }
    }
    (tone, others)
}

fn is_marked(word: &str) -> bool {
    marks(word) != (None, BTreeSet::new())
}

/// Whether all marks of `typed` are on `other` too.
fn is_less(typed: &str, other: &str) -> bool {
    let ((tone, marks_typed), (other_tone, marks_there)) = (marks(typed), marks(other));
    (tone.is_none() || tone == other_tone) && marks_typed.is_subset(&marks_there)
}

/// 0 as typed, 1 less typed, 2 spelling, 3 hỏi for ngã, 4 tone, 5 letters.
fn grade(typed: &str, word: &str) -> Option<usize> {
    let respelt = |fold: &str| match fold.as_bytes() {
        [b'k', b'i'] => Some("ky"),
        [b'k', b'y'] => Some("ki"),
        _ => None,
    };
    let is_respelt = fold(typed) != fold(word);
    if is_respelt && respelt(&fold(typed)) != Some(&fold(word)) {
        return None;
    }
    let ((tone, marks_typed), (other_tone, marks_there)) = (marks(typed), marks(word));
    let grade = match (tone, other_tone) {
        _ if typed.nfd().eq(word.nfd()) => 0,
        _ if is_less(typed, word) => 1,
        (Some('\u{309}'), Some('\u{303}')) | (Some('\u{303}'), Some('\u{309}'))
            if marks_typed == marks_there =>
        {
            3
        }
        (Some(_), Some(_)) if marks_typed == marks_there => 4,
        _ => 5,
    };
    Some(if is_respelt { grade.max(2) } else { grade })
}

const WEIGHTS: [f64; 6] = [1.0, 1.0, 0.9, 0.85, 0.8, 0.6];

/// A word of the corpus that may be meant.
#[derive(Debug, Clone)]
struct Candidate {
    word: String,
    grade: usize,
    weight: f64,
    is_completion: bool,
}

struct Oracle {
    documents: Vec<Seen>,
    /// Every word, and in how many documents it is.
    vocabulary: BTreeMap<String, usize>,
}

impl Oracle {
    fn new(documents: &[Document]) -> Oracle {
        let documents: Vec<Seen> = documents.iter().map(see).collect();
        let mut vocabulary = BTreeMap::new();
        for seen in &documents {
            let all = [&seen.title, &seen.body, &seen.byline].into_iter().flatten();
            for word in all.map(|(word, _)| word).collect::<BTreeSet<_>>() {
                *vocabulary.entry(word.clone()).or_default() += 1;
            }
        }
        Oracle { documents, vocabulary }
    }

    fn candidates(
        &self,
        typed: &str,
        is_phrase: bool,
        unfinished: bool,
        query_is_marked: bool,
    ) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for word in self.vocabulary.keys() {
            if let Some(grade) = grade(typed, word) {
                found.push(Candidate {
                    word: word.clone(),
                    grade,
                    weight: WEIGHTS[grade],
                    is_completion: false,
                });
            }
        }
        if is_phrase {
            found.retain(|c| c.grade <= 2 && (c.grade != 1 || !is_marked(typed)));
        } else {
            let count = |c: &&Candidate| self.vocabulary[&c.word];
            let exact: usize = found.iter().filter(|c| c.grade == 0).map(|c| count(&c)).sum();
            let all: usize = found.iter().map(|c| count(&c)).sum();
            if is_marked(typed) {
                if exact > 1 || (exact > 0 && all < 20) {
                    found.retain(|c| c.grade == 0 || c.grade == 2);
                }
            } else if found.iter().any(|c| c.grade <= 1) {
                found.retain(|c| c.grade <= 2);
            }
        }
        if unfinished {
            let longer = |word: &&String| {
                fold(word).starts_with(&fold(typed)) && fold(word) != fold(typed) && is_less(typed, word)
            };
            let mut longer: Vec<&String> = self.vocabulary.keys().filter(longer).collect();
            assert!(longer.len() <= 50, "the corpus is too large for this oracle");
            longer.sort();
            for word in longer {
                found.push(Candidate { word: word.clone(), grade: 1, weight: 0.3, is_completion: true });
            }
        }
        for candidate in &mut found {
            if !query_is_marked && candidate.grade == 1 {
                candidate.grade = 0;
            }
        }
        found
    }

    /// How often one of `left` is directly followed by one of `right`.
    fn pairs(
        &self,
        left: &dyn Fn(&str) -> bool,
        right: &dyn Fn(&str) -> bool,
        seen: &Seen,
    ) -> (usize, usize) {
        let count = |words: &Words| {
            words.windows(2).filter(|two| left(&two[0].0) && right(&two[1].0) && !two[1].1).count()
        };
        (count(&seen.body) + count(&seen.byline), count(&seen.title))
    }

    fn settle(&self, asked: &[(String, usize)], kinds: &[Asked], candidates: &mut [Vec<Candidate>]) {
        let adjacent = |term: usize| neighbours(asked, kinds, term);
        let before = candidates.to_vec();
        let has = |list: &[Candidate], word: &str| list.iter().any(|c| c.word == word);
        for term in 0..candidates.len() {
            if matches!(kinds[asked[term].1], Asked::Phrase(_)) {
                continue;
            }
            let evidence: Vec<f64> = before[term]
                .iter()
                .map(|candidate| {
                    let mut count = 0;
                    for seen in &self.documents {
                        if term > 0 && adjacent(term - 1) {
                            let (body, title) =
                                self.pairs(&|w| has(&before[term - 1], w), &|w| w == candidate.word, seen);
                            count += body + title;
                        }
                        if term + 1 < before.len() && adjacent(term) {
                            let (body, title) =
                                self.pairs(&|w| w == candidate.word, &|w| has(&before[term + 1], w), seen);
                            count += body + title;
                        }
                    }
                    count as f64 * candidate.weight
                })
                .collect();
            let best = evidence.iter().copied().fold(0.0, f64::max);
            let mut kept: Vec<Candidate> = before[term].clone();
            if best > 0.0 {
                let mut evidence = evidence.iter();
                kept.retain(|_| *evidence.next().unwrap() >= 0.1 * best);
            }
            let grade = kept.iter().filter(|c| !c.is_completion).map(|c| c.grade).min();
            kept.retain(|c| c.is_completion || c.grade == 2 || Some(c.grade) == grade);
            candidates[term] = kept;
        }
    }

    fn mean(&self, of: fn(&Seen) -> usize) -> f64 {
        let lengths: Vec<usize> = self.documents.iter().map(of).filter(|&length| length > 0).collect();
        (lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64).max(1.0)
    }

    fn tf(&self, document: usize, body: usize, title: usize) -> f64 {
        let seen = &self.documents[document];
        let body_length = seen.body.len() as f64 / self.mean(|seen| seen.body.len());
        let title_length = seen.title.len() as f64 / self.mean(|seen| seen.title.len());
        let body = if body == 0 { 0.0 } else { body as f64 / (0.25 + 0.75 * body_length) };
        let title = if title == 0 { 0.0 } else { title as f64 / (0.5 + 0.5 * title_length) };
        body + 4.0 * title
    }

    /// What each document gains by (tf, tf × weight) of its own.
    fn gains(&self, tfs: &[(f64, f64)]) -> (f64, Vec<f64>) {
        let (all, with) =
            (self.documents.len() as f64, tfs.iter().filter(|(tf, _)| *tf > 0.0).count() as f64);
        let idf = if with == 0.0 { 0.0 } else { (1.0 + (all - with + 0.5) / (with + 0.5)).ln() };
        let gain =
            |&(tf, weighted): &(f64, f64)| if tf > 0.0 { idf * weighted * 2.2 / (tf + 1.2) } else { 0.0 };
        (idf, tfs.iter().map(gain).collect())
    }

    /// Where a run of terms stands in a text.
    fn runs(&self, words: &Words, wanted: &[Vec<Candidate>]) -> Vec<usize> {
        let stands = |&start: &usize| {
            wanted.iter().enumerate().all(|(i, candidates)| {
                let (word, begins) = &words[start + i];
                candidates.iter().any(|c| c.word == *word) && (i == 0 || !begins)
            })
        };
        (0..(words.len() + 1).saturating_sub(wanted.len())).filter(stands).collect()
    }

    /// Every document that answers, with its score, best first.
    fn answer(&self, query: &[Asked], unfinished: bool) -> Vec<(usize, f64)> {
        let asked: Vec<(String, usize)> = query
            .iter()
            .enumerate()
            .flat_map(|(clause, kind)| kind.words().iter().map(move |word| (word.clone(), clause)))
            .collect();
        let query_is_marked = asked.iter().any(|(word, _)| is_marked(word));
        let mut terms: Vec<Vec<Candidate>> = asked
            .iter()
            .enumerate()
            .map(|(term, (word, clause))| {
                let is_phrase = matches!(query[*clause], Asked::Phrase(_));
                self.candidates(
                    word,
                    is_phrase,
                    unfinished && term + 1 == asked.len() && !is_phrase,
                    query_is_marked,
                )
            })
            .collect();
        self.settle(&asked, query, &mut terms);

        // A unit that is nowhere in one piece is words.
        let mut query = query.to_vec();
        let mut first = 0;
        for clause in &mut query {
            let range = first..first + clause.words().len();
            first = range.end;
            if let Asked::Unit(words) = clause {
                let somewhere = |seen: &Seen| {
                    [&seen.title, &seen.body, &seen.byline]
                        .iter()
                        .any(|text| !self.runs(text, &terms[range.clone()]).is_empty())
                };
                if !self.documents.iter().any(somewhere) {
                    *clause = Asked::Words(words.clone());
                }
            }
        }

        let count = self.documents.len();
        let mut scores = vec![0.0; count];
        let mut required = vec![true; count];
        let mut weights = Vec::new();
        let mut first = 0;
        for clause in &query {
            let range = first..first + clause.words().len();
            first = range.end;
            for term in range.clone() {
                let mut parts = [false, true].map(|completions| {
                    let tfs: Vec<(f64, f64)> = (0..count)
                        .map(|document| {
                            let seen = &self.documents[document];
                            let (mut tf, mut weighted) = (0.0, 0.0);
                            for candidate in terms[term].iter().filter(|c| c.is_completion == completions) {
                                let times = |words: &Words| {
                                    words.iter().filter(|(word, _)| *word == candidate.word).count()
                                };
                                let more = self.tf(
                                    document,
                                    times(&seen.body) + times(&seen.byline),
                                    times(&seen.title),
                                );
                                tf += more;
                                weighted += more * candidate.weight;
                            }
                            (tf, weighted)
                        })
                        .collect();
                    self.gains(&tfs)
                });
                let [complete, unfinished] = &mut parts;
                weights.push(if complete.0 > 0.0 { complete.0 } else { unfinished.0 });
                if !matches!(clause, Asked::Unit(_)) {
                    for (score, (one, other)) in scores.iter_mut().zip(complete.1.iter().zip(&unfinished.1)) {
                        *score += one.max(*other);
                    }
                }
            }
            if !matches!(clause, Asked::Words(_)) {
                let tfs: Vec<(f64, f64)> = (0..count)
                    .map(|document| {
                        let seen = &self.documents[document];
                        let times = |words: &Words| self.runs(words, &terms[range.clone()]).len();
                        let tf =
                            self.tf(document, times(&seen.body) + times(&seen.byline), times(&seen.title));
                        (tf, tf)
                    })
                    .collect();
                let gains = self.gains(&tfs).1;
                for document in 0..count {
                    match clause {
                        Asked::Phrase(_) => required[document] &= tfs[document].0 > 0.0,
                        _ => scores[document] += gains[document],
                    }
                }
            }
        }
        let is_hit: Vec<bool> =
            (0..count).map(|document| scores[document] > 0.0 && required[document]).collect();
        for term in 0..terms.len().saturating_sub(1) {
            if !neighbours(&asked, &query, term) {
                continue;
            }
            let has = |term: usize| {
                move |list: &[Vec<Candidate>], word: &str| list[term].iter().any(|c| c.word == word)
            };
            let tfs: Vec<(f64, f64)> = (0..count)
                .map(|document| {
                    let left = |word: &str| has(term)(&terms, word);
                    let right = |word: &str| has(term + 1)(&terms, word);
                    let (body, title) = self.pairs(&left, &right, &self.documents[document]);
                    let tf = self.tf(document, body, title);
                    (tf, tf)
                })
                .collect();
            for (score, gain) in scores.iter_mut().zip(self.gains(&tfs).1) {
                *score += 0.5 * gain;
            }
        }
        let mut ranked: Vec<(usize, f64)> =
            (0..count).filter(|&d| is_hit[d]).map(|d| (d, scores[d])).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for block in ranked.chunks_mut(10) {
            for (document, score) in block.iter_mut() {
                *score += self.nearness(*document, &query, &terms, &weights);
            }
            block.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        ranked
    }

    fn nearness(&self, document: usize, query: &[Asked], terms: &[Vec<Candidate>], weights: &[f64]) -> f64 {
        let seen = &self.documents[document];
        let mut best = 0.0f64;
        for words in [&seen.title, &seen.body, &seen.byline] {
            let mut hits: Vec<(usize, usize)> = Vec::new();
            let mut first = 0;
            for clause in query {
                let range = first..first + clause.words().len();
                first = range.end;
                if matches!(clause, Asked::Words(_)) {
                    for term in range {
                        let complete: Vec<&Candidate> =
                            terms[term].iter().filter(|c| !c.is_completion).collect();
                        let anywhere = [&seen.title, &seen.body, &seen.byline].into_iter().flatten();
                        let is_there =
                            anywhere.into_iter().any(|(word, _)| complete.iter().any(|c| c.word == *word));
                        let counts = |word: &str| {
                            terms[term].iter().any(|c| c.word == word && !(c.is_completion && is_there))
                        };
                        hits.extend(
                            words
                                .iter()
                                .enumerate()
                                .filter(|(_, (word, _))| counts(word))
                                .map(|(at, _)| (at, term)),
                        );
                    }
                } else {
                    for start in self.runs(words, &terms[range.clone()]) {
                        hits.extend(range.clone().enumerate().map(|(i, term)| (start + i, term)));
                    }
                }
            }
            let matched: BTreeSet<usize> = hits.iter().map(|&(_, term)| term).collect();
            let covers = |from: usize, to: usize| {
                matched.iter().all(|term| hits.iter().any(|&(at, t)| t == *term && (from..=to).contains(&at)))
            };
            let windows = (0..words.len()).flat_map(|from| (from..words.len()).map(move |to| (from, to)));
            let Some(window) =
                windows.filter(|&(from, to)| covers(from, to)).map(|(from, to)| to + 1 - from).min()
            else {
                continue;
            };
            if matched.is_empty() {
                continue;
            }
            let weight: f64 = matched.iter().map(|&term| weights[term]).sum();
            let share = matched.len() as f64 / weights.len() as f64;
            best = best.max(0.3 * weight * share * (matched.len() as f64 / window as f64).min(1.0));
        }
        best
    }
}

/// Whether a term and the next were typed side by side, in one phrase or
/// outside any.
fn neighbours(asked: &[(String, usize)], query: &[Asked], term: usize) -> bool {
    let (one, other) = (asked[term].1, asked[term + 1].1);
    let is_phrase = |clause: usize| matches!(query[clause], Asked::Phrase(_));
    one == other || !(is_phrase(one) || is_phrase(other))
}

fn a_word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

fn some_words(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(a_word(), count)
}

fn a_text() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", " ", ", ", ". ", "\n\n", " - ", ".\n\n“"][..]);
    prop::collection::vec((a_word(), gap), 0..25)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

fn a_document() -> impl Strategy<Value = Document> {
    let date = prop::sample::select(&["2024", "2024-12", "2024-03-12"][..]);
    let author = prop::option::of(some_words(1..3));
    (some_words(0..5), any::<bool>(), a_text(), prop::option::of(date), author).prop_map(
        |(title, title_is_derived, text, date, author)| Document {
            title: title.join(" "),
            title_is_derived,
            text,
            date: date.and_then(Date::parse),
            meta: author.map(|author| ("author".to_owned(), author.join(" "))).into_iter().collect(),
            ..Document::default()
        },
    )
}

fn documents() -> impl Strategy<Value = Vec<Document>> {
    prop::collection::vec(a_document(), 1..25).prop_map(|mut documents| {
        for (number, document) in documents.iter_mut().enumerate() {
            document.id = number.to_string();
        }
        documents
    })
}

/// Words as they may be typed: with their marks, or with fewer.
fn typed() -> impl Strategy<Value = String> {
    (a_word(), 0..3).prop_map(|(word, less)| if less == 0 { fold(&word) } else { word })
}

fn a_query() -> impl Strategy<Value = Vec<Asked>> {
    let number = prop::sample::select(&["12", "3", "2024"][..]).prop_map(str::to_owned);
    let clause = prop_oneof![
        4 => prop::collection::vec(typed(), 1..4).prop_map(Asked::Words),
        1 => prop::collection::vec(typed(), 1..3).prop_map(Asked::Phrase),
        1 => (number, typed()).prop_map(|(number, word)| Asked::Unit(vec![number, word])),
    ];
    prop::collection::vec(clause, 1..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_engine_equals_the_oracle(documents in documents(), query in a_query(), unfinished: bool, part in 50usize..2000) {
        let written: Vec<String> = query.iter().map(Asked::written).collect();
        let written = written.join(" ") + if unfinished { "" } else { " " };
        let expected = Oracle::new(&documents).answer(&query, unfinished);
        let index = Index::open(&corpus::file(&documents, part)).expect("an index");
        let page = corpus::page(&index, &written);
        prop_assert_eq!(page.total, expected.len(), "{:?}", written);
        let found: Vec<(usize, f64)> = page.hits.iter().map(|hit| (hit.id.parse().unwrap(), hit.score)).collect();
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found.1 - expected.1).abs() < 1e-9, "{:?}: {:?}, expected {:?}", written, page.hits, expected);
            let is_tie = expected.1 - found.1;
            prop_assert!(found.0 == expected.0 || is_tie.abs() < 1e-9);
        }
        prop_assert_eq!(found.len(), expected.len().min(10));
    }
}
