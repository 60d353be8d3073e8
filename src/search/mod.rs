//! From a query to a page of hits.
//!
//! In: an [`Index`], as much of it as is there, and a query as typed. Out: a
//! [`Page`], or the parts that are needed first. Invariant: no I/O and no
//! clock; the same index and query give the same page everywhere.
//!
//! ```text
//! query ── parse ──▶ terms and clauses
//!       ── terms ──▶ candidates from the dictionary: as typed, less typed …
//!       ── context ▶ those that are meant, by their neighbours
//!       ── rank ───▶ documents by score
//!       ── nearest ▶ the ten shown, by how near together they have it all
//!       ── snippet ▶ the passage that answers, hits marked
//! ```

pub mod context;
pub mod matching;
pub mod page;
pub mod query;
pub mod rank;
pub mod snippet;
pub mod terms;
pub mod view;

use self::context::Settled;
pub use self::page::{Article, Hit, Page};
use self::query::Query;
use self::rank::{Ranked, Ranking};
use self::snippet::{Marked, nearest};
use self::view::View;
use crate::error::Error;
use crate::index::root::Root;
use crate::index::text::{Record, Texts};
use crate::index::{Index, Stop};

/// How many documents are shown together, and so ranked again by nearness:
/// the first this many, the next this many, and so on, so that every page has
/// the same order whatever its limit.
const SHOWN: usize = 10;

/// What having all that was asked in one place is worth beside the terms
/// themselves.
const NEAREST: f64 = 0.3;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to leave out.
    pub offset: usize,
}

/// Answers a request.
///
/// # Errors
/// [`Stop::Need`] names parts; add them to the index and ask again.
pub fn search(index: &Index, request: &Request) -> Result<Page, Stop> {
    let view = View::new(index);
    let settled = settle(&view, request.query)?;
    let wanted = request.offset.saturating_add(request.limit).min(view.root().lengths.len());
    let Ranking { total, best, weights } = rank::rank(view.root(), &settled, wanted.div_ceil(SHOWN) * SHOWN);
    let first = request.offset - request.offset % SHOWN;
    let mut shown: Vec<Met> = Vec::new();
    for block in best.chunks(SHOWN).skip(first / SHOWN) {
        let mut nearest: Vec<Met> = Vec::new();
        for met in block.iter().filter_map(|&ranked| meet(&view, &settled, &weights, ranked)) {
            let at = nearest.partition_point(|before| before.ranked.is_before(&met.ranked));
            nearest.insert(at, met);
        }
        shown.append(&mut nearest);
    }
    let of_page = shown.into_iter().skip(request.offset - first).take(request.limit);
    let hits = of_page.map(|met| hit(view.root(), met, &weights)).collect();
    view.check()?;
    Ok(Page { total, took_ms: 0.0, hits })
}

/// The document with this id, with the hits of a query marked.
///
/// # Errors
/// As [`search`]; and `document/unknown` if there is no such document.
pub fn read(index: &Index, id: &str, query: &str) -> Result<Article, Stop> {
    let view = View::new(index);
    let mut all = (0..view.root().documents()).filter_map(|document| Some((document, view.text(document)?)));
    let found = all.find(|(_, (_, record))| record.id == id);
    view.check()?;
    let (document, (texts, record)) = found.ok_or_else(|| Error::unknown(id))?;
    let matcher = settle(&view, query)?.matcher;
    let complete = matcher.complete(document);
    let marked =
        |tokens| Marked { root: view.root(), texts, tokens, hits: matcher.hits(complete, texts, tokens) };
    Ok(Article {
        id: record.id.clone(),
        url: record.url.clone(),
        title: marked(&record.title).whole(),
        date: record.date.clone(),
        text: marked(&record.body).paragraphs(),
        meta: record.meta.clone(),
    })
}

fn settle(view: &View, query: &str) -> Result<Settled, Stop> {
    let query = Query::parse(query, view.root());
    let candidates = terms::candidates(&query, view);
    view.check()?;
    let settled = context::settle(view, &query, candidates);
    view.check()?;
    Ok(settled)
}

/// A ranked document and its hits.
struct Met<'a> {
    ranked: Ranked,
    texts: &'a Texts,
    record: &'a Record,
    title: Vec<matching::Hit>,
    body: Vec<matching::Hit>,
}

/// A ranked document with its hits, and with what it gains by their nearness.
fn meet<'a>(view: &View<'a>, settled: &Settled, weights: &[f64], mut ranked: Ranked) -> Option<Met<'a>> {
    let (texts, record) = view.text(ranked.document)?;
    let complete = settled.matcher.complete(ranked.document);
    let hits = |tokens| settled.matcher.hits(complete, texts, tokens);
    let (title, body) = (hits(&record.title), hits(&record.body));
    let own_title = if record.title_is_derived { &[][..] } else { &title };
    ranked.score += nearness(own_title, weights)
        .max(nearness(&body, weights))
        .max(nearness(&hits(&record.byline), weights));
    Some(Met { ranked, texts, record, title, body })
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
