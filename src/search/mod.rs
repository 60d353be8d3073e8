//! From a query to a page of hits.
//!
//! In: an [`Index`], as much of it as is there, and a query as typed. Out: a
//! [`Page`], or the parts that are needed first. Invariant: no I/O and no
//! clock; the same index and query give the same page everywhere.
//!
//! ```text
//! query ── parse ──────▶ terms and clauses
//!       ── keystrokes ─▶ raw keys read as the words they make
//!       ── terms ──────▶ candidates from the dictionary: as typed, less typed …
//!       ── neighbours ─▶ the pairs they make in documents
//!       ── context ────▶ those that are meant, by their neighbours
//!       ── rank ───────▶ documents by score
//!       ── nearest ────▶ the ten shown, by how near together they have it all
//!       ── snippet ────▶ the passage that answers, hits marked
//! ```
//! Each step asks for all the parts it can know to need before any is brought:
//! pairs and lists go together, then the texts of the hits.

pub mod context;
pub mod keystrokes;
pub mod matching;
pub mod neighbours;
pub mod page;
pub mod query;
pub mod rank;
pub mod snippet;
pub mod terms;
pub mod view;

use self::matching::Matcher;
pub use self::page::{Article, Hit, Page};
use self::query::{Kind, Query};
use self::rank::{Ranked, Ranking};
use self::snippet::{Marked, nearest};
use self::view::View;
use crate::error::Error;
use crate::index::part::PartId;
use crate::index::root::Root;
use crate::index::text::{Record, Texts};
use crate::index::{Index, Stop};

/// How many documents are shown together, and so ranked again by nearness:
/// the first this many, the next this many, and so on, so that every page has
/// the same order whatever its limit.
const SHOWN: usize = 10;

/// What having all that was asked in one place is worth beside the terms
/// themselves.
const NEAREST: f64 = 0.8;

/// How many documents beyond those wanted are looked through for a phrase that
/// their pairs promise: nine in ten have it.
const LOOKED_THROUGH: usize = 40;

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to leave out.
    pub offset: usize,
    /// Parts that cannot be had. One of them that is not there is taken for
    /// empty, and the page says that it is [partial](Page::partial).
    pub lost: &'a [PartId],
}

/// Answers a request.
///
/// # Errors
/// [`Stop::Need`] names parts; add them to the index and ask again.
pub fn search(index: &Index, request: &Request) -> Result<Page, Stop> {
    let view = View::new(index, request.lost);
    let settled = context::settle(Query::parse(request.query, view.root()), &view)?;
    let matcher = Matcher::new(&settled.terms, &settled.clauses, view.root());
    let wanted = request.offset.saturating_add(request.limit).min(view.root().documents() as usize);
    let wanted = wanted.div_ceil(SHOWN) * SHOWN;
    let has_phrase = settled.clauses.iter().any(|clause| clause.kind == Kind::Phrase);
    let looked_through = if has_phrase { wanted + LOOKED_THROUGH } else { wanted };
    let Ranking { mut total, best, weights } = rank::rank(&view, &settled, looked_through)?;

    let shown = Shown { view: &view, matcher: &matcher, weights: &weights };
    let mut hits = Vec::new();
    let mut left = best.as_slice();
    // Where nothing is dropped, a block at a time is what is needed.
    while !left.is_empty() && hits.len() < wanted {
        let (block, rest) = left.split_at(left.len().min(wanted - hits.len()));
        left = rest;
        let met: Vec<Met> = block.iter().filter_map(|&ranked| shown.meet(ranked)).collect();
        view.check()?;
        let before = hits.len() + met.len();
        hits.extend(met.into_iter().filter(|met| matcher.has_phrases(met.texts, met.record)));
        total -= before - hits.len();
    }
    if has_phrase && hits.len() < wanted {
        // What else their pairs promise was not worth looking at.
        total = hits.len();
    }
    let mut ordered: Vec<Met> = Vec::new();
    let mut hits = hits.into_iter().peekable();
    while hits.peek().is_some() {
        let start = ordered.len();
        for met in hits.by_ref().take(SHOWN) {
            let at = start
                + ordered
                    .get(start..)
                    .unwrap_or_default()
                    .partition_point(|before| before.ranked.is_before(&met.ranked));
            ordered.insert(at, met);
        }
    }
    let of_page = ordered.into_iter().skip(request.offset).take(request.limit);
    let hits = of_page.map(|met| hit(view.root(), met, &weights)).collect();
    Ok(Page { total, took_ms: 0.0, partial: !view.missed().is_empty(), hits })
}

/// The document with this id, with the hits of a query marked. Without its
/// pairs it is shown all the same, with other marks.
///
/// # Errors
/// As [`search`], but [`Stop::Need`] may also name lost parts, if there is no
/// answer without them; and `document/unknown` if there is no such document.
pub fn read(index: &Index, id: &str, query: &str, lost: &[PartId]) -> Result<Article, Stop> {
    let view = View::new(index, lost);
    let number = view.document(id);
    let settled = context::settle(Query::parse(query, view.root()), &view)?;
    let found = number.and_then(|number| view.text(number));
    view.check()?;
    let Some((texts, record)) = found else {
        let missed = view.missed();
        return Err(if missed.is_empty() { Error::unknown(id).into() } else { Stop::Need(missed) });
    };
    let matcher = Matcher::new(&settled.terms, &settled.clauses, view.root());
    let [title, body, _] = hits(&matcher, texts, record);
    let marked = |tokens, hits| Marked { root: view.root(), texts, tokens, hits };
    Ok(Article {
        title: marked(&record.title, title).whole(),
        text: marked(&record.body, body).paragraphs(),
        id: record.id.clone(),
        url: record.url.clone(),
        date: record.date.clone(),
        meta: record.meta.clone(),
    })
}

/// A ranked document and its hits.
struct Met<'a> {
    ranked: Ranked,
    texts: &'a Texts,
    record: &'a Record,
    title: Vec<matching::Hit>,
    body: Vec<matching::Hit>,
}

/// What is needed to show a document.
struct Shown<'v, 'a> {
    view: &'v View<'a>,
    matcher: &'v Matcher<'a>,
    weights: &'v [f64],
}

impl<'a> Shown<'_, 'a> {
    /// A ranked document with its hits, and with what it gains by their nearness.
    fn meet(&self, mut ranked: Ranked) -> Option<Met<'a>> {
        let (texts, record) = self.view.text(ranked.document)?;
        let [title, body, byline] = hits(self.matcher, texts, record);
        let own_title = if record.title_is_derived { &[][..] } else { &title };
        ranked.score += nearness(own_title, self.weights)
            .max(nearness(&body, self.weights))
            .max(nearness(&byline, self.weights));
        Some(Met { ranked, texts, record, title, body })
    }
}

/// The hits in a document: in its title, its text, its byline.
fn hits(matcher: &Matcher, texts: &Texts, record: &Record) -> [Vec<matching::Hit>; 3] {
    let all =
        [&record.title, &record.body, &record.byline].map(|tokens| (tokens, matcher.answers(texts, tokens)));
    let searched = all.iter().skip(usize::from(record.title_is_derived));
    let complete = searched.flat_map(|(_, answers)| answers).fold(0, |terms, (_, answer)| terms | answer.0);
    all.map(|(tokens, answers)| matcher.hits(complete, &answers, texts, tokens))
}

/// A ranked document as it is shown.
fn hit(root: &Root, met: Met, weights: &[f64]) -> Hit {
    let Met { ranked, texts, record, title, body } = met;
    Hit {
        id: record.id.clone(),
        url: record.url.clone(),
        title: Marked { root, texts, tokens: &record.title, hits: title }.whole(),
        date: record.date.clone(),
        score: ranked.score,
        snippet: Marked { root, texts, tokens: &record.body, hits: body }.snippet(weights),
        meta: record.meta.clone(),
    }
}

/// What a text gains by having what was asked near together: the weight of
/// the terms it has × their share of all × how little lies between them.
fn nearness(hits: &[matching::Hit], weights: &[f64]) -> f64 {
    let Some((terms, window)) = nearest(hits) else { return 0.0 };
    let weight: f64 =
        weights.iter().enumerate().filter(|(term, _)| terms >> term & 1 == 1).map(|(_, w)| w).sum();
    let matched = f64::from(terms.count_ones());
    // Two terms may be answered by one token.
    NEAREST * weight * (matched / weights.len() as f64) * (matched / window as f64).min(1.0)
}
