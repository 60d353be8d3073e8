//! Globs, selectors and names of fields, and whether anything was what they ask for.
//!
//! In: what the site owner wrote, as it is tried on files and pages. Out: what
//! nothing was; it may be a slip, and then something is published that should
//! not be. Invariant: what has met something stays so, whoever tried it.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};

/// See the module.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    /// What it is tried by.
    pub(crate) by: T,
    /// The setting, and what it says.
    written: String,
    has_met: AtomicBool,
}

impl<T> Asked<T> {
    pub(super) fn new(setting: &str, says: impl Display, by: T) -> Asked<T> {
        Asked { by, written: format!("{setting} \"{says}\""), has_met: AtomicBool::new(false) }
    }

    /// Notes whether it has met something now; the same again.
    pub(crate) fn meets(&self, is_so: bool) -> bool {
        self.has_met.fetch_or(is_so, Ordering::Relaxed);
        is_so
    }

    /// Looks whether it meets something, unless it has.
    pub(super) fn meets_if(&self, is_so: impl FnOnce() -> bool) {
        if !self.has_met.load(Ordering::Relaxed) {
            self.meets(is_so());
        }
    }

    /// What is to be said of it if it has met nothing.
    pub(super) fn unmet(&self, what: &str) -> Option<String> {
        let has_met = self.has_met.load(Ordering::Relaxed);
        let written = &self.written;
        (!has_met)
            .then(|| format!("expected {what} for {written}, found none; correct it if there should be some"))
    }
}
