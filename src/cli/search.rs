//! `timkiem search`: the page's answers, in a terminal or as JSON.

use std::io::Write;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use unicode_normalization::UnicodeNormalization;

use super::plain::{json, plain};
use super::{Failure, SearchArgs, folder, say};
use crate::document::Date;
use crate::error::Error;
use crate::index::column::Use;
use crate::index::root::Root;
use crate::search::explain::{Share, explain};
use crate::search::fields::{self, Says};
use crate::search::query::{LENGTH, Query, TERMS};
use crate::search::snippet::Passage;
use crate::search::view::View;
use crate::search::{Page, Request, search};

const HIT: Style = AnsiColor::Yellow.on_default().bold();
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

pub(super) fn run(args: &SearchArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let mut opened = folder::Opened::new(&args.dir)?;
    let started = Instant::now();
    // Letters in one piece, as they are in an index; a page has its browser do it.
    let [query, filters] =
        [&args.query, &args.filters].map(|words| words.join(" ").nfc().collect::<String>());
    let request = Request {
        query: &query,
        limit: args.limit,
        offset: args.offset,
        literal: args.literal,
        filters: &filters,
        always: "",
        sort: &args.sort,
        lost: &[],
    };
    check_filters(&args.filters, opened.index.root())?;
    check_sort(&args.sort, &opened.index.root().columns)?;
    let mut page = opened.answer(|index| search(index, &request))?;
    if is_cut(&query, args.literal, &View::new(&opened.index, &[])) {
        say(format_args!(
            "looked at the beginning of the query: {TERMS} words, {TERMS} conditions and {LENGTH} bytes at most"
        ));
    }
    page.took_ms = started.elapsed().as_secs_f64() * 1000.0;
    let accounts = if args.explain {
        let ids: Vec<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
        opened.answer(|index| explain(index, &request, &ids))?
    } else {
        Vec::new()
    };
    if args.json {
        let mut value = serde_json::to_value(&page).map_err(|why| Error::input(why.to_string()))?;
        let hits = value["hits"].as_array_mut().into_iter().flatten();
        for (hit, account) in hits.zip(accounts) {
            hit["account"] = serde_json::json!(account);
        }
        writeln!(out, "{}", json(&value, false)?)?;
        return Ok(());
    }
    print(&page, &accounts, out)
}

/// Whether there is more to a query than is looked at: whether its last word
/// changes nothing because there are enough before it.
fn is_cut(query: &str, literal: bool, view: &View) -> bool {
    let read = |query: &str| Query::parse(query, literal, view);
    let adds_nothing = |before: Query| {
        before.terms.len() == TERMS && before.conditions.len() == read(query).conditions.len()
    };
    let before = query.trim_end().rsplit_once(char::is_whitespace);
    query.len() > LENGTH || before.is_some_and(|(before, _)| adds_nothing(read(before)))
}

/// Checks that each filter is one, so that what is wrong with it can be said.
fn check_filters(filters: &[String], root: &Root) -> Result<(), Error> {
    let mut names = Vec::new();
    for (usage, name) in &root.columns {
        match usage {
            Use::Filter => names.push(name.as_str()),
            Use::Date => names.extend(["from", "to"]),
            Use::Sort => {}
        }
    }
    for filter in filters {
        let filter: String = filter.nfc().collect();
        let mut conditions = Vec::new();
        let (rest, ..) = fields::read(&filter, root, true, &mut conditions);
        // A query may have a day that no month has, which is one between two; who filters by it is told.
        let dates = conditions.iter().filter(|condition| matches!(condition.says, Says::From | Says::To));
        if let Some(date) = dates.flat_map(|dates| &dates.values).find(|date| Date::parse(date).is_none()) {
            return Err(Error::input(format!(
                "expected a date as 2024, 2024-11 or 2024-11-05, found {date}; correct --filter"
            )));
        }
        if rest.trim().is_empty() {
            continue;
        }
        let known = if names.is_empty() { "none here".to_owned() } else { names.join(", ") };
        return Err(Error::input(format!(
            "expected NAME:VALUE, the names {known}, a value with spaces in quotes (tag:\"A B\"), found {filter}; correct --filter"
        )));
    }
    Ok(())
}

/// Checks that there is what is to be sorted by: the page would pass over it.
fn check_sort(sort: &str, columns: &[(Use, String)]) -> Result<(), Error> {
    let (name, way) = sort.rsplit_once(':').unwrap_or((sort, ""));
    let sorts = || columns.iter().filter(|(usage, _)| *usage != Use::Filter).map(|(_, name)| &**name);
    let is_known = |name| name == "relevance" || sorts().any(|known| known == name);
    if is_known(sort) || is_known(name) && ["asc", "desc"].contains(&way) {
        return Ok(());
    }
    let known: Vec<&str> = std::iter::once("relevance").chain(sorts()).collect();
    Err(Error::input(format!(
        "expected one of {} to sort by, with :asc or :desc behind it or nothing, found {sort:?}; correct --sort",
        known.join(", ")
    )))
}

fn print(page: &Page, accounts: &[Vec<Share>], out: &mut dyn Write) -> Result<(), Failure> {
    if let Some(corrected) = &page.corrected {
        writeln!(out, "taken for: {} (--literal searches for what was typed)\n", plain(&corrected.to))?;
    }
    if !page.expanded.is_empty() {
        writeln!(out, "looked for too: {}\n", plain(&page.expanded.join(", ")))?;
    }
    for (number, hit) in (1..).zip(&page.hits) {
        write!(out, "{number}. {TITLE}")?;
        write_passage(&hit.title, TITLE, out)?;
        writeln!(out, "{TITLE:#}")?;
        let date = hit.date.as_deref().map(|date| format!(" · {date}")).unwrap_or_default();
        let place = plain(hit.url.as_deref().unwrap_or(&hit.id));
        writeln!(out, "   {FAINT}{place}{date} · {:.2}{FAINT:#}", hit.score)?;
        write!(out, "   {}", if hit.snippet.opens { "" } else { "… " })?;
        write_passage(&hit.snippet, Style::new(), out)?;
        writeln!(out, "{}\n", if hit.snippet.closes { "" } else { " …" })?;
        for section in &hit.sections {
            write!(out, "   › ")?;
            write_passage(&section.title, Style::new(), out)?;
            writeln!(out, "  {FAINT}{}{FAINT:#}", plain(section.url.as_deref().unwrap_or_default()))?;
        }
        for share in accounts.get(number - 1).into_iter().flatten() {
            writeln!(out, "   {FAINT}{:>6.2}  {}{FAINT:#}", share.gave, plain(&share.of))?;
        }
        if !accounts.is_empty() {
            writeln!(out)?;
        }
    }
    for (name, values) in &page.facets {
        let values = values.iter().map(|(value, count)| format!("{} {count}", plain(value)));
        writeln!(out, "{}: {}", plain(name), values.collect::<Vec<_>>().join(", "))?;
    }
    let about = if page.estimated { "about " } else { "" };
    writeln!(out, "{} of {about}{} documents, {:.2} ms", page.hits.len(), page.total, page.took_ms)?;
    Ok(())
}

fn write_passage(passage: &Passage, around: Style, out: &mut dyn Write) -> Result<(), Failure> {
    for (text, is_hit) in &passage.pieces {
        let text = plain(text);
        if *is_hit {
            write!(out, "{around:#}{HIT}{text}{HIT:#}{around}")?;
        } else {
            write!(out, "{text}")?;
        }
    }
    Ok(())
}
