//! A query, as it is meant and as it is written.

#[derive(Debug, Clone)]
pub(super) enum Asked {
    Words(Vec<String>),
    Phrase(Vec<String>),
    Title(Vec<String>),
    Unit(Vec<String>),
    Excluded(Vec<String>),
}

impl Asked {
    pub(super) fn words(&self) -> &[String] {
        match self {
            Asked::Words(words)
            | Asked::Phrase(words)
            | Asked::Title(words)
            | Asked::Unit(words)
            | Asked::Excluded(words) => words,
        }
    }

    pub(super) fn is_phrase(&self) -> bool {
        matches!(self, Asked::Phrase(_) | Asked::Title(_))
    }

    pub(super) fn written(&self) -> String {
        match self {
            Asked::Words(words) => words.join(" "),
            Asked::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Asked::Title(words) => format!("title:\"{}\"", words.join(" ")),
            Asked::Unit(words) => words.join("-"),
            Asked::Excluded(words) if words.len() == 1 => format!("-{}", words[0]),
            Asked::Excluded(words) => format!("-\"{}\"", words.join(" ")),
        }
    }
}
