//! The tag that is being read.
//!
//! In: the pieces of a page as they are read, and whether a token came of each.
//! Out: how many attributes the tag has that is not over yet. Invariant: what
//! is no tag counts for nothing, as what looks like one in a comment, in a
//! script or in quotes. What text a page has makes tokens at once, so what
//! makes none is a tag or the like, from the last sign that opens one.

/// What is being read.
#[derive(Debug, Default)]
pub(super) struct Tag {
    place: Place,
    /// How many attributes it has so far, those it has twice too.
    pub(super) attributes: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    /// Right after the sign that opens a tag.
    Opened,
    /// In a comment or the like.
    Other,
    Name,
    Between,
    Attribute,
    AfterAttribute,
    Equals,
    Value,
    Quoted(u8),
}

impl Tag {
    /// How many bytes of what comes are a piece, at most so many: a sign that
    /// opens a tag, or what has none.
    pub(super) fn piece(text: &str, most: usize) -> usize {
        let mut end = text.len().min(most);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        text[..end].find('<').map_or(end, |sign| sign.max(1))
    }

    /// Goes on by a piece; `is_token` if a token came of it, of its end or of
    /// what was before it.
    pub(super) fn read(&mut self, piece: &str, is_token: bool) {
        let mut read = piece;
        self.place = match self.place {
            place if (is_token || place == Place::Text) && piece == "<" => Place::Opened,
            _ if is_token => Place::Text,
            Place::Opened => {
                read = piece.strip_prefix('/').unwrap_or(piece);
                let is_tag = read.starts_with(|first: char| first.is_ascii_alphabetic());
                if is_tag { Place::Name } else { Place::Other }
            }
            place => place,
        };
        match self.place {
            Place::Text | Place::Opened | Place::Other => self.attributes = 0,
            _ => read.bytes().for_each(|byte| self.read_on(byte)),
        }
    }

    /// Goes on in a tag, as the standard has it.
    fn read_on(&mut self, byte: u8) {
        let is_space = byte.is_ascii_whitespace();
        self.place = match (self.place, byte) {
            (Place::Quoted(quote), _) if byte != quote => self.place,
            (Place::Equals, _) if is_space => Place::Equals,
            (Place::Equals, b'"' | b'\'') => Place::Quoted(byte),
            (Place::Equals, _) => Place::Value,
            (Place::Value, _) if !is_space => Place::Value,
            (Place::Attribute | Place::AfterAttribute, b'=') => Place::Equals,
            (Place::Attribute | Place::AfterAttribute, _) if is_space => Place::AfterAttribute,
            (Place::Quoted(_), _) | (_, b'/') => Place::Between,
            _ if is_space => Place::Between,
            (Place::Between | Place::AfterAttribute, _) => {
                self.attributes += 1;
                Place::Attribute
            }
            (place, _) => place,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_where_they_are() {
        for (piece, count) in [
            ("p", 0),
            ("p a", 1),
            ("/p a b", 2),
            ("p\na=b c = d/e f", 3),
            ("p a=\"b c=d 'e\"f='g h' i", 3),
            ("p/a/b=/c d", 3),
            ("p = =a \"b", 2),
            ("!-- a b", 0),
            ("?a b", 0),
            ("//a b", 0),
        ] {
            let mut tag = Tag::default();
            tag.read("<", false);
            tag.read(piece, false);
            assert_eq!(tag.attributes, count, "{piece}");
            tag.read("<", false);
            tag.read("q r", true);
            assert_eq!(tag.attributes, 0, "{piece}");
        }
    }

    #[test]
    fn pieces_end_before_a_sign() {
        let pieces = |mut text| {
            let mut pieces = Vec::new();
            while !str::is_empty(text) {
                let (piece, rest) = text.split_at(Tag::piece(text, 2));
                pieces.push(piece);
                text = rest;
            }
            pieces
        };
        assert_eq!(pieces("<<p>ếếa<"), ["<", "<", "p>", "ế", "ế", "a", "<"]);
    }
}
