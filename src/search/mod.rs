//! From a query to a page of hits.
//!
//! In: an [`Index`], as much of it as is there, and a query as typed. Out: a
//! [`Page`], or the parts that are needed first. Invariant: no I/O and no
//! clock; the same index and query give the same page everywhere.
//!
//! ```text
//! query ── parse ──────▶ terms and clauses
//!       ── keystrokes ─▶ raw keys read as the words they make
//!       ── unspaced ───▶ words typed as one, apart
//!       ── synonyms ───▶ other ways of writing it
//!       ── thousands ──▶ numbers in one or with their thousands apart
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
#[cfg(not(target_arch = "wasm32"))]
pub mod explain;
pub mod fields;
pub mod keystrokes;
pub mod matching;
pub mod neighbours;
pub mod page;
pub mod query;
pub mod rank;
pub mod selection;
pub mod slips;
pub mod snippet;
pub mod spelling;
pub mod synonyms;
pub mod terms;
pub mod thousands;
pub mod unspaced;
pub mod view;

use self::matching::Matcher;
pub use self::page::{Article, Correction, Hit, Page, Section};
use self::query::{Kind, Query};
use self::rank::{Ranked, Ranking};
use self::selection::Selection;
use self::snippet::{Marked, nearest};
use self::view::View;
use crate::error::{Error, joined};
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

/// How many sections of a document are shown below it.
const SECTIONS: usize = 3;

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to leave out.
    pub offset: usize,
    /// Whether it is to be taken as typed: not corrected, and no other way of writing it looked for.
    pub literal: bool,
    /// More conditions, as a query has them, see [`fields`]: what is counted is
    /// what choosing others would give.
    pub filters: &'a str,
    /// The same, but whatever is chosen, as those in the query.
    pub always: &'a str,
    /// What else to sort by: the name of a column, with `:asc` or `:desc`;
    /// dates come newest first. By how well they answer for any other name.
    pub sort: &'a str,
    /// Parts that cannot be had. One of them that is not there is taken for
    /// empty, and the page says that it is [partial](Page::partial).
    pub lost: &'a [PartId],
}

/// Answers a request.
///
/// # Errors
/// [`Stop::Need`] names parts; add them to the index and ask again.
/// `filter/unknown` if the filters are none that documents have.
pub fn search(index: &Index, request: &Request) -> Result<Page, Stop> {
    let view = View::new(index, request.lost);
    let (query, mut selection) = asked(request, &view)?;
    let settled = context::settle(query, &view)?;
    let matcher = Matcher::new(&settled.terms, &settled.clauses, view.root());
    let for_texts = !matcher.for_texts.is_empty();
    let wanted = request.offset.saturating_add(request.limit).min(view.root().documents() as usize);
    // How many have a phrase is not known before any is looked at, though none is wanted.
    let wanted = wanted.max(usize::from(for_texts)).div_ceil(SHOWN) * SHOWN;
    let looked_through = if for_texts { wanted + rank::LOOKED_THROUGH } else { wanted };
    let Ranking { mut total, likely, best, weights } =
        rank::rank(&view, &settled, &mut selection, looked_through, &mut |_, _| {})?;

    let shown = Shown { view: &view, matcher: &matcher, weights: &weights };
    let mut met: Vec<Met> = Vec::new();
    let mut left = best.as_slice();
    // Where nothing is dropped, a block at a time is what is needed; where much
    // is, twice as many each time, so that there are few times.
    let mut least = 1;
    while !left.is_empty() && met.len() < wanted {
        let (block, rest) = left.split_at(left.len().min((wanted - met.len()).max(least)));
        least *= 2;
        left = rest;
        let before = met.len();
        block.iter().for_each(|&ranked| met.extend(shown.meet(ranked)));
        view.check()?;
        let mut at = before;
        while let Some(one) = met.get(at) {
            let Met { fits, ranked: Ranked { is_doubtful, .. }, .. } = *one;
            let more = i32::from(fits) - i32::from(!is_doubtful);
            total = total.wrapping_add_signed(more as isize);
            selection.lets_in(one.ranked.document, more);
            if fits {
                at += 1;
            } else {
                met.remove(at);
            }
        }
    }
    // Whether these have what is excluded is seen when more are wanted.
    let (likeliest, _) = left.split_at(left.len().min(rank::LOOKED_THROUGH));
    total += likeliest.iter().filter(|ranked| ranked.is_doubtful).count();
    // Each block in its own order, by places.
    let mut order: Vec<usize> = Vec::new();
    for (place, one) in met.iter().enumerate() {
        let mut at = place;
        while at % SHOWN > 0 && one.ranked.is_before(&met[order[at - 1]].ranked) {
            at -= 1;
        }
        order.insert(at, place);
    }
    let mut hits = Vec::new();
    for &place in order.iter().skip(request.offset).take(request.limit) {
        hits.push(hit(view.root(), &mut met[place], &weights));
    }
    let corrected = spelling::corrected(request.query, &settled, view.root());
    let suggestions = spelling::suggestions(request.query, &settled, view.root());
    let expanded = spelling::expanded(&settled, view.root());
    Ok(Page {
        total,
        estimated: for_texts && likely > best.len() - left.len(),
        took_ms: 0.0,
        corrected,
        expanded,
        suggestions,
        facets: selection.facets(view.root()),
        partial: !view.missed().is_empty(),
        hits,
    })
}

/// What a request asks for, as far as it says so without any part: words, and
/// which documents may be hits.
fn asked<'a>(request: &Request, view: &View<'a>) -> Result<(Query, Selection<'a>), Error> {
    let mut query = Query::parse(request.query, request.literal, view);
    for (given, is_chosen) in [(request.always, false), (request.filters, true)] {
        let (rest, titles, _) = fields::read(given, view.root(), is_chosen, &mut query.conditions);
        // In a query what is no condition is words; here it would be passed over.
        if rest.bytes().any(|byte| byte > b' ') || !titles.is_empty() {
            return Err(Error::filter(given));
        }
    }
    let selection = Selection::new(&query.conditions, request.sort, view);
    let is_excluding = query.clauses.last().is_some_and(|clause| clause.kind == Kind::Excluded);
    query.is_for_all = is_excluding || selection.is_for_all();
    Ok((query, selection))
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
    let settled = context::settle(Query::parse(query, false, &view), &view)?;
    let found = number.and_then(|number| view.text(number));
    view.check()?;
    let Some((texts, record)) = found else {
        let missed = view.missed();
        return Err(if missed.is_empty() { Error::unknown(id).into() } else { Stop::Need(missed) });
    };
    let matcher = Matcher::new(&settled.terms, &settled.clauses, view.root());
    let ([title, body, _], _) = hits(&matcher, texts, record);
    let marked = |tokens, hits| Marked { root: view.root(), texts, tokens, hits, start: 0 };
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
    /// Whether it has every phrase, and nothing that is excluded.
    fits: bool,
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
        let ([title, body, byline], fits) = hits(self.matcher, texts, record);
        let own_title = if record.title_is_derived { &[][..] } else { &title };
        ranked.score += nearness(own_title, self.weights)
            .max(nearness(&body, self.weights))
            .max(nearness(&byline, self.weights));
        Some(Met { ranked, texts, record, fits, title, body })
    }
}

/// The hits in a document: in its title, its text, its byline; and whether it
/// has every phrase, and nothing that is excluded.
fn hits(matcher: &Matcher, texts: &Texts, record: &Record) -> ([Vec<matching::Hit>; 3], bool) {
    let is_own = !record.title_is_derived;
    let all = [(&record.title, is_own), (&record.body, true), (&record.byline, true)];
    let (mut complete, mut in_title, mut anywhere) = (0, 0, 0);
    let mut met = Vec::new();
    for (place, (tokens, is_searched)) in all.into_iter().enumerate() {
        let answers = matcher.answers(texts, tokens);
        let pieces = matcher.pieces(&answers, texts, tokens);
        if is_searched {
            complete = answers.iter().fold(complete, |terms, (_, answer)| terms | answer.0);
            anywhere = pieces.iter().fold(anywhere, |terms, (_, ended)| terms | ended);
            in_title = if place == 0 { anywhere } else { in_title };
        }
        met.push((answers, pieces));
    }
    let hits = [0, 1, 2].map(|place| {
        let (answers, pieces) = &met[place];
        matcher.hits(complete, answers, pieces)
    });
    (hits, matcher.fits(in_title, anywhere))
}

/// A ranked document as it is shown.
fn hit(root: &Root, met: &mut Met, weights: &[f64]) -> Hit {
    let Met { ranked, texts, record, .. } = *met;
    let (title, body) = (std::mem::take(&mut met.title), std::mem::take(&mut met.body));
    let sections = sections(root, met, &body, weights);
    Hit {
        id: record.id.clone(),
        url: record.url.clone(),
        title: Marked { root, texts, tokens: &record.title, hits: title, start: 0 }.whole(),
        date: record.date.clone(),
        score: ranked.score,
        snippet: Marked { root, texts, tokens: &record.body, hits: body, start: 0 }.snippet(weights),
        sections,
        meta: record.meta.clone(),
    }
}

/// The sections of a document that answer best by themselves, in the order of
/// the text.
fn sections(root: &Root, met: &Met, hits: &[matching::Hit], weights: &[f64]) -> Vec<Section> {
    let Met { texts, record, .. } = *met;
    let mut best: Vec<(f64, usize, &[matching::Hit])> = Vec::new();
    let first = |place: usize| hits.partition_point(|hit| hit.at < place);
    for (number, (heading, _)) in record.sections.iter().enumerate() {
        let end = record.sections.get(number + 1).map_or(record.body.len(), |next| next.0.start);
        let within = hits.get(first(heading.start)..first(end)).unwrap_or_default();
        let worth = nearness(within, weights);
        if worth > 0.0 {
            let at = best.partition_point(|before| before.0 >= worth);
            best.insert(at, (worth, number, within));
            best.truncate(SECTIONS);
        }
    }
    let mut sections: Vec<(usize, Section)> = Vec::new();
    for (_, number, hits) in best {
        let (heading, anchor) = &record.sections[number];
        let below = hits.partition_point(|hit| hit.at < heading.end);
        let hits = hits.to_vec();
        let mut marked = Marked { root, texts, tokens: &record.body, hits, start: heading.end };
        let title = marked.heading(heading.clone());
        marked.hits.drain(..below);
        let url = record.url.as_ref().map(|url| joined(&[url, "#", anchor]));
        let at = sections.partition_point(|before| before.0 < number);
        sections.insert(at, (number, Section { title, url, snippet: marked.snippet(weights) }));
    }
    let mut in_order = Vec::new();
    sections.into_iter().for_each(|(_, section)| in_order.push(section));
    in_order
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
