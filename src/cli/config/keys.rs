//! The keys that a `timkiem.toml` may have, said once: for who reads the file,
//! for who writes a first one, and for the words of every error.

/// A key of the file.
pub(in crate::cli) struct Key {
    /// The table it stands in, if it is not the outermost.
    pub(in crate::cli) table: Option<&'static str>,
    pub(in crate::cli) name: &'static str,
    pub(in crate::cli) shape: Shape,
    /// What is taken if nothing is said; if that is guessed, an example.
    pub(in crate::cli) value: &'static str,
    /// What it is for, in a line.
    pub(in crate::cli) meaning: &'static str,
}

/// What the value of a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Shape {
    Text,
    Flag,
    Texts,
    TextOrTexts,
    /// From 0 to 1.
    Share,
    /// Arrays of texts.
    Groups,
}

impl Shape {
    /// What is expected, in words.
    pub(in crate::cli) fn words(self) -> &'static str {
        match self {
            Shape::Text => "a string",
            Shape::Flag => "true or false",
            Shape::Texts => "an array of strings",
            Shape::TextOrTexts => "a string or an array of strings",
            Shape::Share => "a number from 0 to 1",
            Shape::Groups => "an array of arrays of strings",
        }
    }
}

/// The table of the names of fields.
pub(in crate::cli) const FIELDS: &str = "fields";

/// Every key, in the order in which a first file has them.
pub(in crate::cli) const KEYS: [Key; 22] = [
    top("inputs", Shape::Texts, r#"["articles"]"#, "Folders and files to read."),
    top("out", Shape::Text, r#""public/timkiem""#, "The folder to write, made if it is not there."),
    top("lang", Shape::Text, r#""vi""#, "The language of the documents; that of most of them if not said."),
    top("page", Shape::Flag, "false", "Whether to write a ready search page too, index.html."),
    top(
        "pwa",
        Shape::Flag,
        "false",
        "Whether that page can be kept on a device, to be searched without a network.",
    ),
    top("single-file", Shape::Text, r#""search.html""#, "A page to write with everything in it, if said."),
    top(
        "base-url",
        Shape::Text,
        r#""https://example.org/""#,
        "What stands before the path of a file in its address; guessed if not said.",
    ),
    top(
        "include",
        Shape::Texts,
        "[]",
        r#"Globs, as "news/**"; if there are any, only what one matches is read."#,
    ),
    top("exclude", Shape::Texts, "[]", r#"Globs, as "drafts/**"; what one matches is not read."#),
    top(
        "content",
        Shape::Texts,
        r#"["main"]"#,
        "CSS selectors of what is the content of an HTML page; found if not said.",
    ),
    top("ignore", Shape::Texts, "[]", r#"CSS selectors of what is not to be indexed, as ".comments"."#),
    top(
        "synonyms",
        Shape::Groups,
        "[]",
        r#"Ways of writing the same, each found by the others, as [["laptop", "máy tính xách tay"]]."#,
    ),
    top(
        "recent",
        Shape::Share,
        "0.0",
        "How much more the newest documents score than old ones: 0.2 for a fifth.",
    ),
    field("id", Shape::TextOrTexts, r#""id""#, "What names the record."),
    field("title", Shape::TextOrTexts, r#""title""#, "Its title."),
    field("text", Shape::TextOrTexts, r#""text""#, "Its text; several fields are joined in this order."),
    field("url", Shape::TextOrTexts, r#""url""#, "Its address."),
    field("date", Shape::TextOrTexts, r#""date""#, "Its date."),
    field("language", Shape::TextOrTexts, r#""lang""#, "Its language."),
    field("meta", Shape::Texts, "[]", r#"Fields to show beside a hit, as "author"."#),
    field("filters", Shape::Texts, "[]", r#"Fields to filter by, as "category"."#),
    field("sorts", Shape::Texts, "[]", r#"Fields to sort by, as "price"."#),
];

const fn top(name: &'static str, shape: Shape, value: &'static str, meaning: &'static str) -> Key {
    Key { table: None, name, shape, value, meaning }
}

const fn field(name: &'static str, shape: Shape, value: &'static str, meaning: &'static str) -> Key {
    Key { table: Some(FIELDS), name, shape, value, meaning }
}
