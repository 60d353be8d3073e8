//! What stands before the text of a Markdown file: its title, its date.
//!
//! In: a file that may begin with YAML between lines of `---`, TOML between
//! lines of `+++`, or an object of JSON. Out: the fields as a record has them, and the rest of the
//! file. Invariant: front matter never ends up in the text, even if it cannot
//! be understood; a rule between two paragraphs is no front matter.

use serde_json::{Map, Value};

use super::wish;

/// How deep brackets may be within each other.
const DEEP: usize = 128;

/// A file in its two parts.
pub(super) struct Parted<'a> {
    /// What is said before the text; empty if nothing is, or if it cannot be
    /// understood.
    pub(super) fields: Map<String, Value>,
    /// The text.
    pub(super) body: &'a str,
    /// Why the fields cannot be understood.
    pub(super) fault: Option<String>,
    /// Whether it is not to be found, as far as that can be told.
    pub(super) is_unwanted: bool,
}

/// Parts a file.
pub(super) fn part(content: &str) -> Parted<'_> {
    let whole = Parted { fields: Map::new(), body: content, fault: None, is_unwanted: false };
    let start = content.trim_start_matches('\u{feff}');
    if let Some((fields, body)) = object(start) {
        let is_unwanted = wish::is_unwanted(&fields, true);
        return Parted { fields, body, is_unwanted, ..whole };
    }
    let Some((sign, rest)) = ["---", "+++"].iter().find_map(|sign| Some((*sign, opened(start, sign)?)))
    else {
        return whole;
    };
    let Some((fields, body)) = closed(rest, sign) else { return whole };
    let (kind, read) = match sign {
        "---" if is_deep(fields) => ("YAML", Err("too many brackets in one another".to_owned())),
        "---" => ("YAML", serde_norway::from_str::<Value>(fields).map_err(|why| why.to_string())),
        _ => ("TOML", toml::from_str::<Value>(fields).map_err(|why| why.message().to_owned())),
    };
    match read {
        Ok(Value::Object(mut fields)) => {
            fields.values_mut().for_each(plain);
            let is_unwanted = wish::is_unwanted(&fields, true);
            Parted { fields, body, is_unwanted, ..whole }
        }
        Ok(Value::Null) => Parted { body, ..whole },
        Ok(_) => whole,
        Err(why) => {
            let fault = format!(
                "expected {kind} between the lines of {sign}, found a fault ({why}); \
                 the file is read without it"
            );
            let is_unwanted = wish::is_unwanted(&wish::lines(fields), true);
            Parted { body, fault: Some(fault), is_unwanted, ..whole }
        }
    }
}

/// The fields in JSON that a file begins with, alone on their lines, and what follows.
fn object(content: &str) -> Option<(Map<String, Value>, &str)> {
    let mut read = serde_json::Deserializer::from_str(content).into_iter::<Map<String, Value>>();
    let fields = content.starts_with('{').then(|| read.next())?.and_then(Result::ok)?;
    let rest = &content[read.byte_offset()..];
    (rest.trim().is_empty() || rest.trim_start_matches([' ', '\r']).starts_with('\n'))
        .then_some((fields, rest))
}

/// What follows the first line, if that is the sign.
fn opened<'a>(content: &'a str, sign: &str) -> Option<&'a str> {
    let (first, rest) = content.split_once('\n')?;
    (first.trim_end() == sign).then_some(rest)
}

/// What stands before and after the line that closes front matter.
fn closed<'a>(content: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    for line in content.split_inclusive('\n') {
        let said = line.trim_end();
        if said == sign || sign == "---" && said == "..." {
            return Some((&content[..at], &content[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// Whether brackets are opened within so many others that there is no sense in
/// them. Its reader refuses them too, but takes a time that grows with the
/// square of their number.
fn is_deep(yaml: &str) -> bool {
    let mut depth = 0_usize;
    yaml.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEP
    })
}

/// A date in TOML is a table with a name of its own, which is no use here.
fn plain(value: &mut Value) {
    if let Value::Object(fields) = value
        && let Some(date) = fields.remove("$__toml_private_datetime")
    {
        *value = date;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_toml_are_read_and_leave_the_text() {
        let yaml = part("\u{feff}---\r\ntitle: Tựa\r\ntags: [a, b]\r\ndate: 2024-05-01\r\n---\r\nChữ.");
        assert_eq!((&yaml.fields["title"], &yaml.fields["date"]), (&"Tựa".into(), &"2024-05-01".into()));
        assert_eq!(yaml.body, "Chữ.");
        let toml = part("+++\ntitle = \"Tựa\"\ndate = 2024-05-01T10:00:00Z\n+++\nChữ.");
        assert_eq!(toml.fields["date"], "2024-05-01T10:00:00Z");
        assert_eq!(toml.body, "Chữ.");
    }

    #[test]
    fn what_is_no_front_matter_stays() {
        for content in ["", "---", "---\n", "Chữ\n---\nChữ\n---\n", "---\n\nChữ.\n\n---\n", "--- \nChữ"]
        {
            let parted = part(content);
            assert_eq!((parted.body, parted.fields.len()), (content, 0), "{content}");
        }
        let faulty = part("---\ntitle: [a\n---\nChữ.");
        assert_eq!(faulty.body, "Chữ.");
        assert!(faulty.fault.is_some_and(|why| why.contains("expected YAML")));
        // Their reader would take minutes for these.
        let deep = format!("---\ntitle: {}\n---\nChữ.", "[".repeat(1_000_000));
        let deep = part(&deep);
        assert_eq!(deep.body, "Chữ.");
        assert!(deep.fault.is_some_and(|why| why.contains("too many brackets")));
    }
}
