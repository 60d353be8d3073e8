//! What documents, files and queries say, on its way to a terminal.
//!
//! In: any text. Out: the same to be read by people, or JSON to be read by
//! programs. Invariant: nothing in it steers a terminal: no control character
//! gets there, nor one that turns around what stands beside it; JSON says all
//! of it exactly, to whoever reads it as JSON.

use serde::Serialize;

use crate::error::Error;

/// A text in one line, in which what would steer is a space.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}

/// A value as JSON; in one line, or indented for people to read too.
///
/// # Errors
/// If it cannot be JSON.
pub(super) fn json(value: &impl Serialize, is_line: bool) -> Result<String, Error> {
    let json = if is_line { serde_json::to_string(value) } else { serde_json::to_string_pretty(value) };
    let json = json.map_err(|why| Error::input(why.to_string()))?;
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // Else a pipe would be without it: what takes colours away takes it for one.
            '\u{7f}'.. if steers(c) => plain += &format!("\\u{:04x}", u32::from(c)),
            c => plain.push(c),
        }
    }
    Ok(plain)
}

/// Whether a character does something rather than show something.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(plain("a\u{1b}]0;x\u{7}\r\n\u{9b}2Jb\u{202e}c\u{7f}ế"), "a ]0;x    2Jb c ế");
        assert_eq!(json(&"\u{1b}\u{7f}\u{9b}\u{202e}\"ế", true).unwrap(), r#""\u001b\u007f\u009b\u202e\"ế""#);
    }

    proptest! {
        #[test]
        fn json_says_all_of_it(text: String) {
            let json = json(&text, true).unwrap();
            prop_assert!(!json.contains(steers), "{json:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
