//! `timkiem search`: the page's answers, in a terminal or as JSON.

use std::io::Write;
use std::time::Instant;

use anstyle::{AnsiColor, Style};

use super::{Failure, SearchArgs, folder};
use crate::error::Error;
use crate::search::snippet::Passage;
use crate::search::{Page, Request, search};

const HIT: Style = AnsiColor::Yellow.on_default().bold();
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

pub(super) fn run(args: &SearchArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let mut opened = folder::Opened::new(&args.dir)?;
    let started = Instant::now();
    let request = Request { query: &args.query.join(" "), limit: args.limit, ..Request::default() };
    let mut page = opened.answer(|index| search(index, &request))?;
    page.took_ms = started.elapsed().as_secs_f64() * 1000.0;
    if args.json {
        let json = serde_json::to_string_pretty(&page).map_err(|why| Error::input(why.to_string()))?;
        writeln!(out, "{json}")?;
        return Ok(());
    }
    print(&page, out)
}

fn print(page: &Page, out: &mut dyn Write) -> Result<(), Failure> {
    for (number, hit) in (1..).zip(&page.hits) {
        write!(out, "{number}. {TITLE}")?;
        write_passage(&hit.title, TITLE, out)?;
        writeln!(out, "{TITLE:#}")?;
        let date = hit.date.as_deref().map(|date| format!(" · {date}")).unwrap_or_default();
        let place = hit.url.as_deref().unwrap_or(&hit.id);
        writeln!(out, "   {FAINT}{place}{date} · {:.2}{FAINT:#}", hit.score)?;
        write!(out, "   {}", if hit.snippet.opens { "" } else { "… " })?;
        write_passage(&hit.snippet, Style::new(), out)?;
        writeln!(out, "{}\n", if hit.snippet.closes { "" } else { " …" })?;
    }
    writeln!(out, "{} of {} documents, {:.2} ms", page.hits.len(), page.total, page.took_ms)?;
    Ok(())
}

fn write_passage(passage: &Passage, around: Style, out: &mut dyn Write) -> Result<(), Failure> {
    for (text, is_hit) in &passage.pieces {
        // What a document says must not steer the terminal.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if *is_hit {
            write!(out, "{around:#}{HIT}{text}{HIT:#}{around}")?;
        } else {
            write!(out, "{text}")?;
        }
    }
    Ok(())
}
