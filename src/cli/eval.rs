//! `timkiem eval`: how well judged queries are answered, as a test that can
//! fail a build.
//!
//! In: an index, queries, and which documents answer them. Out: the mean
//! reciprocal rank, the mean nDCG, and how many queries find anything right;
//! and the exit code 1 if that is below what was asked for.
//!
//! ```text
//! MRR@k  = mean of 1 / the rank of the first document that answers, 0 if none
//! nDCG@k = mean of DCG / the best DCG there could be
//! DCG    = Σ (2^relevance - 1) / log2(rank + 1)
//! ```
//! (Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques,
//! 2002, with the gain of Burges et al. 2005.)

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::plain::{json, plain};
use super::{EvalArgs, Failure, folder};
use crate::error::Error;
use crate::search::{Request, search};

/// How well a set of queries is answered.
#[derive(Debug, Default, Serialize)]
struct Figures {
    queries: usize,
    at: usize,
    mrr: f64,
    ndcg: f64,
    /// The share of queries with any right document.
    found: f64,
    /// The queries whose first hit answers nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    misses: Vec<String>,
}

/// The highest relevance there may be: what it gains is still a number.
const RELEVANCE: f64 = 100.0;

/// The documents that answer a query, and how well.
type Judgements = HashMap<String, f64>;

pub(super) fn run(args: &EvalArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let queries = queries(&args.queries)?;
    let judged = judgements(&args.qrels)?;
    let mut opened = folder::Opened::new(&args.dir)?;
    let mut figures = Figures { at: args.at, ..Figures::default() };
    for (name, query) in &queries {
        let Some(judgements) = judged.get(name) else { continue };
        let query: &str = &query.nfc().collect::<String>();
        let request = Request { query, limit: args.at, ..Request::default() };
        let page = opened.answer(|index| search(index, &request))?;
        let relevance: Vec<f64> =
            page.hits.iter().map(|hit| judgements.get(&hit.id).copied().unwrap_or(0.0)).collect();
        figures.add(&relevance, judgements);
        if args.misses && relevance.first().is_none_or(|&first| first == 0.0) {
            figures.misses.push(format!("{name}\t{query}"));
        }
    }
    if figures.queries == 0 {
        return Err(Error::input(format!(
            "expected queries of {} to be judged in {}, found none; the name of a query must be the same in both",
            args.queries.display(),
            args.qrels.display()
        ))
        .into());
    }
    figures.end();
    let unjudged = queries.len() - figures.queries;
    if unjudged > 0 {
        super::say(format_args!(
            "left out what is not judged in {}, so many queries: {unjudged}; judge or remove them",
            args.qrels.display()
        ));
    }
    if args.json {
        writeln!(out, "{}", json(&figures, false)?)?;
    } else {
        let Figures { queries, at, mrr, ndcg, found, misses } = &figures;
        writeln!(
            out,
            "{queries} queries: MRR@{at} {mrr:.3}, nDCG@{at} {ndcg:.3}, found {:.1} %",
            100.0 * found
        )?;
        for miss in misses {
            let (name, query) = miss.split_once('\t').unwrap_or((miss, ""));
            writeln!(out, "{}\t{}", plain(name), plain(query))?;
        }
    }
    // What is no number is more than any: nothing is as good as that.
    let is_below =
        |figure: f64, least: Option<f64>| least.is_some_and(|least| figure.total_cmp(&least).is_lt());
    if is_below(figures.mrr, args.min_mrr) || is_below(figures.ndcg, args.min_ndcg) {
        super::say("below what was asked for");
        return Err(Failure::Check);
    }
    Ok(())
}

impl Figures {
    /// Adds a query whose hits are so relevant.
    fn add(&mut self, relevance: &[f64], judgements: &Judgements) {
        self.queries += 1;
        if let Some(first) = relevance.iter().position(|&relevance| relevance > 0.0) {
            self.mrr += 1.0 / (first + 1) as f64;
            self.found += 1.0;
        }
        let mut ideal: Vec<f64> = judgements.values().copied().collect();
        ideal.sort_by(|one, other| other.total_cmp(one));
        ideal.truncate(self.at);
        if ideal.first().is_some_and(|&best| best > 0.0) {
            self.ndcg += dcg(relevance) / dcg(&ideal);
        }
    }

    /// Makes means of sums.
    fn end(&mut self) {
        for sum in [&mut self.mrr, &mut self.ndcg, &mut self.found] {
            *sum /= self.queries as f64;
        }
    }
}

fn dcg(relevance: &[f64]) -> f64 {
    let gain = |(rank, relevance): (usize, &f64)| (relevance.exp2() - 1.0) / ((rank + 2) as f64).log2();
    relevance.iter().enumerate().map(gain).sum()
}

/// The lines of a file that say anything, with their numbers.
fn lines(path: &Path) -> Result<Vec<(usize, String)>, Error> {
    let text = fs::read_to_string(path).map_err(|why| Error::io("read", path, &why))?;
    let lines =
        text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    Ok(lines.map(|(number, line)| (number + 1, line.to_owned())).collect())
}

fn malformed(path: &Path, line: usize, expected: &str) -> Error {
    Error::input(format!(
        "expected {expected}, parted by tabs, found something else in line {line} of {}; correct it",
        path.display()
    ))
}

fn queries(path: &Path) -> Result<Vec<(String, String)>, Error> {
    let mut queries: Vec<(String, String)> = Vec::new();
    let mut names = HashSet::new();
    for (number, line) in lines(path)? {
        let fields = line.split_once('\t').filter(|(name, _)| names.insert((*name).to_owned()));
        let (name, query) =
            fields.ok_or_else(|| malformed(path, number, "a name that no other query has and the query"))?;
        queries.push((name.to_owned(), query.to_owned()));
    }
    Ok(queries)
}

/// Three fields, or the four of TREC, whose second says nothing.
fn judgements(path: &Path) -> Result<HashMap<String, Judgements>, Error> {
    const EXPECTED: &str = "the name of a query, the id of a document and its relevance, a number up to 100";
    let mut judged: HashMap<String, Judgements> = HashMap::new();
    for (number, line) in lines(path)? {
        let fields: Vec<&str> = line.split('\t').collect();
        let (query, document, relevance) = match fields[..] {
            [query, document, relevance] | [query, _, document, relevance] => (query, document, relevance),
            _ => return Err(malformed(path, number, EXPECTED)),
        };
        let relevance = relevance.trim().parse().ok().filter(|found: &f64| found.abs() <= RELEVANCE);
        let relevance = relevance.ok_or_else(|| malformed(path, number, EXPECTED))?;
        // To some, what is worse than of no use is below 0.
        let relevance = relevance.max(0.0);
        judged.entry(query.to_owned()).or_default().insert(document.to_owned(), relevance);
    }
    Ok(judged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_definitions() {
        let judgements: Judgements =
            [("a", 2.0), ("b", 1.0), ("c", 0.0)].map(|(id, relevance)| (id.to_owned(), relevance)).into();
        let mut figures = Figures { at: 10, ..Figures::default() };
        figures.add(&[2.0, 1.0], &judgements);
        figures.add(&[0.0, 1.0], &judgements);
        figures.add(&[], &judgements);
        figures.end();
        assert_eq!(figures.queries, 3);
        assert!((figures.mrr - 1.5 / 3.0).abs() < 1e-12);
        assert!((figures.found - 2.0 / 3.0).abs() < 1e-12);
        let ideal = 3.0 + 1.0 / 3f64.log2();
        assert!((figures.ndcg - (1.0 + 1.0 / 3f64.log2() / ideal) / 3.0).abs() < 1e-12);
    }
}
