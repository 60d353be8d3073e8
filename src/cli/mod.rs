//! The command line: one file per verb.
//!
//! In: arguments, parsed here into typed options. Out: a result on stdout,
//! words on stderr, an exit code. Invariant: no verb knows more of an index
//! than the engine does; `search` answers what the page answers.

mod build;
mod completions;
mod config;
mod eval;
mod folder;
mod init;
mod inspect;
mod merge;
mod page;
mod plain;
mod progress;
mod reload;
mod report;
mod runtime;
mod search;
mod serve;
mod skipped;
mod strings;
mod watch;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand};

use self::plain::plain;
use crate::error::Error;

/// Full-text search that runs inside a web page: no server, no internet.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Examples:
  timkiem build articles --out public/timkiem --page
  timkiem serve public

Exit codes: 0 done, 1 a check failed, 2 cannot do it."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Read documents and write an index with everything a page needs
    Build(BuildArgs),
    /// Join indexes that were built apart into what one build would have given
    Merge(MergeArgs),
    /// Search an index from the command line, with the answers the page gives
    Search(SearchArgs),
    /// Measure how well judged queries are answered, and fail if that is not well enough
    Eval(EvalArgs),
    /// Serve a folder on this machine, to try it out
    Serve(ServeArgs),
    /// Show what is in an index and whether it is whole
    Inspect(InspectArgs),
    /// Write a first timkiem.toml, every key explained
    Init(InitArgs),
    /// Print what makes a shell complete these commands
    Completions(CompletionsArgs),
}

#[derive(Args)]
#[command(after_help = "Examples:
  timkiem build articles --out public/timkiem --page
  timkiem build articles --single-file articles.html
  timkiem build                          what timkiem.toml in the current folder says
  timkiem build --watch                  again after every change
  timkiem build --strict --json          in a script: fails if anything is skipped")]
struct BuildArgs {
    /// Folders and files to read; if none, those that the file of settings names
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The folder to write, made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The language of the documents; that of most of them if nobody says it
    #[arg(long)]
    lang: Option<String>,
    /// A file of settings; timkiem.toml in the current folder if there is one
    #[arg(long, value_name = "TOML")]
    config: Option<PathBuf>,
    /// Also write a ready search page, index.html; --page=false if a file of settings asks for it
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true
    )]
    page: Option<bool>,
    /// Also write what keeps that page on a device, to search it without a network (implies --page)
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true
    )]
    pwa: Option<bool>,
    /// Write one page with everything in it, to be sent or opened anywhere; --out may then be left out
    #[arg(long, value_name = "FILE.html")]
    single_file: Option<PathBuf>,
    /// Build again when what is read changes, until stopped with Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Fail (exit code 1) if anything was skipped that should be found: not for files of other kinds, nor for
    /// what asks not to be found; the index is written all the same
    #[arg(long)]
    strict: bool,
    /// Name all that was skipped, however much it is
    #[arg(long, short)]
    verbose: bool,
    /// Print what came of it as JSON; with --watch, one line for each that was written
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  timkiem merge slice-1 slice-2 --out public/timkiem")]
struct MergeArgs {
    /// Folders that `build` wrote, in the order of their documents
    #[arg(required = true, value_name = "DIR")]
    dirs: Vec<PathBuf>,
    /// The folder to write, made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A file of settings, of which synonyms are used; timkiem.toml in the current folder if there
    /// is one
    #[arg(long, value_name = "TOML")]
    config: Option<PathBuf>,
    /// Also write a ready search page, index.html
    #[arg(long)]
    page: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  timkiem search public/timkiem 'bien gioi'")]
struct SearchArgs {
    /// The folder that `build` wrote
    dir: PathBuf,
    /// What to look for
    #[arg(required = true)]
    query: Vec<String>,
    /// How many hits at most
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// How many of the best to leave out
    #[arg(long, default_value_t = 0)]
    offset: usize,
    /// Only documents with one of these values, or with none of them after a dash: `tag:news,sport`,
    /// `-tag:news`; `from:2024`, `to:2025-08`
    #[arg(long = "filter", value_name = "NAME:VALUE", allow_hyphen_values = true)]
    filters: Vec<String>,
    /// Sort by `relevance`, or by `date` or another name, with `:asc` or `:desc`
    #[arg(long, default_value = "relevance")]
    sort: String,
    /// Take the query as it is typed: correct nothing, look for no other way of saying it
    #[arg(long)]
    literal: bool,
    /// Tell for each hit what every term, every pair and every bonus gave
    #[arg(long)]
    explain: bool,
    /// Print the page of hits as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Example:\n  timkiem eval public/timkiem --queries queries.tsv --qrels qrels.tsv --min-mrr 0.9"
)]
struct EvalArgs {
    /// The folder that `build` wrote
    dir: PathBuf,
    /// Queries, one a line: its name, a tab, the query
    #[arg(long, value_name = "TSV")]
    queries: PathBuf,
    /// Which documents answer them, one a line: the name of a query, the id of a document, how
    /// well it answers, 0 for not at all, parted by tabs
    #[arg(long, value_name = "TSV")]
    qrels: PathBuf,
    /// How many hits are looked at
    #[arg(long, default_value_t = 10, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    at: usize,
    /// Fail if the mean nDCG is below this
    #[arg(long, value_name = "X")]
    min_ndcg: Option<f64>,
    /// Fail if the mean reciprocal rank is below this
    #[arg(long, value_name = "X")]
    min_mrr: Option<f64>,
    /// List the queries whose first hit answers nothing
    #[arg(long)]
    misses: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  timkiem serve public
  timkiem serve public/timkiem --port 9000 --no-reload")]
struct ServeArgs {
    /// The folder to serve
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The port to listen on, 0 for any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Send pages as they are: they do not load again when what is in the folder changes
    #[arg(long)]
    no_reload: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  timkiem inspect public/timkiem
  timkiem inspect public/timkiem --verify --json")]
struct InspectArgs {
    /// The folder that `build` wrote
    dir: PathBuf,
    /// Check every file, and fail if the folder is not whole
    #[arg(long)]
    verify: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Example:\n  timkiem init timkiem.toml    # say in it what to read, and then\n  timkiem build"
)]
struct InitArgs {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE", default_value = config::NAME)]
    file: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Examples:
  timkiem completions bash > ~/.local/share/bash-completion/completions/timkiem
  timkiem completions fish > ~/.config/fish/completions/timkiem.fish
  timkiem completions zsh > ~/.zfunc/_timkiem              with ~/.zfunc in $fpath")]
struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

/// Why a verb did not end well.
enum Failure {
    /// It cannot be done.
    Error(Error),
    /// It was done, and a check failed.
    Check,
    /// Whoever reads the output has gone; that is their right.
    Unheard,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        match error.kind() {
            ErrorKind::BrokenPipe => Failure::Unheard,
            _ => Failure::Error(Error::input(format!("cannot write the result: {error}"))),
        }
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.verb.run(&mut anstream::stdout().lock()) {
        Ok(()) | Err(Failure::Unheard) => ExitCode::SUCCESS,
        Err(Failure::Check) => ExitCode::from(1),
        Err(Failure::Error(error)) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

/// Runs a command line, the name of the program first, in this process, with
/// the result written to `out`: whether all that it checks holds.
///
/// # Errors
/// If it cannot be done.
pub fn run<T: Into<OsString> + Clone>(
    args: impl IntoIterator<Item = T>,
    out: &mut dyn Write,
) -> Result<bool, Error> {
    let cli = Cli::try_parse_from(args).map_err(|why| Error::input(why.to_string()))?;
    match cli.verb.run(out) {
        Ok(()) | Err(Failure::Unheard) => Ok(true),
        Err(Failure::Check) => Ok(false),
        Err(Failure::Error(error)) => Err(error),
    }
}

impl Verb {
    fn run(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self {
            Verb::Build(args) => build::run(args, out),
            Verb::Merge(args) => merge::run(args, out),
            Verb::Search(args) => search::run(args, out),
            Verb::Eval(args) => eval::run(args, out),
            Verb::Serve(args) => serve::run(args),
            Verb::Inspect(args) => inspect::run(args, out),
            Verb::Init(args) => init::run(args, out),
            Verb::Completions(args) => completions::run(args, out),
        }?;
        Ok(out.flush()?)
    }
}

/// How the first word of an error and of a warning is shown on a terminal.
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();

/// Says on stderr what cannot be done.
fn complain(error: &Error) {
    say(format_args!("{ERROR}error:{ERROR:#} {}", plain(error.message())));
}

/// Says on stderr what is going on.
fn say(what: impl std::fmt::Display) {
    let _ = writeln!(anstream::stderr(), "{what}");
}

/// A number of bytes as people read it.
fn bytes(count: u64) -> String {
    match count {
        0..10_000 => format!("{count} B"),
        10_000..10_000_000 => format!("{} KB", count.div_ceil(1000)),
        _ => format!("{} MB", count.div_ceil(1_000_000)),
    }
}
