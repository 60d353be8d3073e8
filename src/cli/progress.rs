//! What is said of a build while it goes on.
//!
//! In: what is done, from any thread. Out: on a terminal a line that changes;
//! anywhere else nothing, for a log is told how a phase ended, by who ends it.
//! Invariant: no line is written through the one that changes.

use std::fmt::Display;

use indicatif::{ProgressBar, ProgressStyle};

/// What is shown while documents are read; then their number is known.
const READING: &str = "{spinner} {human_pos} documents read, {elapsed}";
/// What is shown while parts are written.
const WRITING: &str = "{spinner} {human_pos} parts written, {elapsed}";

/// The progress of a build. It is cleared away in the end.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Begins with the documents.
    pub(super) fn new() -> Progress {
        let progress = Progress(ProgressBar::new_spinner());
        progress.phase(READING);
        progress
    }

    /// Goes on with the parts.
    pub(super) fn write(&self) {
        self.phase(WRITING);
        self.0.set_position(0);
    }

    /// One more is done.
    pub(super) fn add(&self) {
        self.0.inc(1);
    }

    /// Says something meanwhile.
    pub(super) fn say(&self, what: impl Display) {
        self.0.suspend(|| super::say(what));
    }

    fn phase(&self, template: &str) {
        self.0.set_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_spinner()));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
