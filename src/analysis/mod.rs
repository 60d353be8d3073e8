//! From text to tokens: where the words are, what each one is.
//!
//! In: any text, and the [`Characters`] and [`Syllables`] that an index
//! carries. Out: [`Segment`]s whose spans concatenate to the text, and the
//! [`Form`] of each token: its folded form, which the dictionary is walked by,
//! and its marks, which say what was meant. Invariant: documents and queries
//! go through the very same code with the very same tables.
//!
//! ```text
//!  text ── segment ──▶ spans ── form ──▶ fold + tone + marks ──▶ key
//!              ▲                  ▲
//!          characters         syllables            (both stored in the index)
//! ```

pub mod characters;
pub mod form;
pub mod keystrokes;
pub mod segment;
mod sentence;
pub mod syllables;
#[cfg(not(target_arch = "wasm32"))]
pub mod unicode;

pub use characters::{Characters, Marks};
pub use form::{Form, Grade};
pub use segment::{Kind, Segment, segments};
pub use syllables::Syllables;

use std::ops::Range;

/// The version of the rules in this module. An index made under other rules
/// would answer wrongly, so it is refused.
pub const VERSION: u8 = 2;

/// The language that a tag begins with, in lower case: `pt` of `pt-BR`.
#[cfg(not(target_arch = "wasm32"))]
pub fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// What a text is analysed with.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// What each character stands for.
    pub characters: Characters,
    /// Which tokens may carry a tone.
    pub syllables: Syllables,
}

impl Analysis {
    /// Where the tokens of a text are, in bytes.
    pub fn tokens<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        segments(text, &self.characters).filter(|segment| segment.kind != Kind::Gap).map(|token| token.span)
    }

    /// The form of one token.
    pub fn form(&self, token: &str) -> Form {
        Form::of(token, self)
    }
}
