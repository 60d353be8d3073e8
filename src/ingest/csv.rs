//! Tables: a row of names, then a record a row.
//!
//! In: the content of a `.csv` or `.tsv` file. Out: its rows as records.
//! Invariant: the names say what a cell is, not its place; a row that does not
//! fit them is named. Columns of one name are one field with several values.

use std::io::Cursor;

use serde_json::{Map, Value};

/// What may part the cells of a `.csv` file, the likeliest first.
const SIGNS: [u8; 4] = *b",;\t|";

/// The rows of a table.
pub(super) struct Rows {
    names: Vec<String>,
    rows: csv::StringRecordsIntoIter<Cursor<String>>,
}

/// A row: the number of its line, its fields, and what did not fit.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) fields: Result<Map<String, Value>, String>,
    pub(super) fault: Option<String>,
}

impl Rows {
    /// Opens a table.
    ///
    /// # Errors
    /// If it has no row of names; says what was expected, what to do.
    pub(super) fn open(content: String, has_tabs: bool) -> Result<Rows, String> {
        // Lines are counted by their last sign.
        let content = if content.contains('\r') { content.replace("\r\n", "\n") } else { content };
        let sign = if has_tabs { b'\t' } else { sign(&content) };
        let mut table =
            csv::ReaderBuilder::new().delimiter(sign).flexible(true).from_reader(Cursor::new(content));
        let names = table.headers().map_err(|why| format!("expected a table, found: {why}; correct it"))?;
        let names: Vec<String> =
            names.iter().map(|name| name.trim_matches(['\u{feff}', ' ']).to_owned()).collect();
        Ok(Rows { names, rows: table.into_records() })
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let row = self.rows.next()?;
        let line = row.as_ref().map_or_else(
            |why| why.position().map_or(0, csv::Position::line),
            |row| row.position().map_or(0, csv::Position::line),
        );
        let row = match row {
            Ok(row) => row,
            Err(why) => {
                let fields = Err(format!("expected a row of the table, found: {why}; correct it"));
                return Some(Row { line, fields, fault: None });
            }
        };
        let too_many = (row.len() > self.names.len()).then(|| {
            format!(
                "expected at most {} cells, as there are names, found {}; \
                 quote what has the sign between cells in it, the row is read without what is too much",
                self.names.len(),
                row.len()
            )
        });
        let fault = too_many.or_else(|| self.is_open_at_the_end(&row).then(|| UNCLOSED.to_owned()));
        let mut fields: Map<String, Value> = Map::new();
        for (name, cell) in self.names.iter().zip(&row).filter(|(_, cell)| !cell.trim().is_empty()) {
            let cell = Value::String(cell.to_owned());
            match fields.get_mut(name) {
                Some(Value::Array(cells)) => cells.push(cell),
                Some(other) => *other = Value::Array(vec![other.take(), cell]),
                None => drop(fields.insert(name.clone(), cell)),
            }
        }
        Some(Row { line, fields: Ok(fields), fault })
    }
}

const UNCLOSED: &str = "expected a quote that is closed, found one that goes on for lines to the end of the file; \
                        close it, all that comes after it is read as one cell";

impl Rows {
    /// Whether this row has a quote that no other closes: then it is the last,
    /// goes over lines, and does not end with one.
    fn is_open_at_the_end(&self, row: &csv::StringRecord) -> bool {
        let goes_on = row.iter().next_back().is_some_and(|cell| cell.contains('\n'));
        let content = self.rows.reader().get_ref().get_ref();
        let is_last = self.rows.reader().position().byte() as usize >= content.len();
        goes_on && is_last && !content.trim_end().ends_with('"')
    }
}

/// What parts the cells: the sign that is most often in the first line,
/// outside of quotes. Programs write another where the comma is in numbers.
fn sign(content: &str) -> u8 {
    let mut counts = [0_usize; SIGNS.len()];
    let mut is_quoted = false;
    for byte in content.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            byte => {
                if let Some(at) = SIGNS.iter().position(|sign| *sign == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    // The first of those that are as often, which is the comma.
    let most = (0..SIGNS.len()).rev().max_by_key(|&at| counts[at]).unwrap_or(0);
    SIGNS[most]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Vec<(u64, String, bool)> {
        let rows = Rows::open(content.to_owned(), false).expect("a table");
        let of =
            |row: Row| (row.line, Value::Object(row.fields.expect("a row")).to_string(), row.fault.is_some());
        rows.map(of).collect()
    }

    #[test]
    fn rows_are_records() {
        assert_eq!(
            read("\u{feff}id, title\r\n1,\"Một, \"\"hai\"\"\nba\"\r\n2\r\n3,a,b\r\n"),
            [
                (2, r#"{"id":"1","title":"Một, \"hai\"\nba"}"#.to_owned(), false),
                (4, r#"{"id":"2"}"#.to_owned(), false),
                (5, r#"{"id":"3","title":"a"}"#.to_owned(), true),
            ]
        );
        assert_eq!(read("id;title;x\n1;a,b,c\n"), [(2, r#"{"id":"1","title":"a,b,c"}"#.to_owned(), false)]);
        assert_eq!(
            read("id,tag,tag,tag\n1,a,,b\n"),
            [(2, r#"{"id":"1","tag":["a","b"]}"#.to_owned(), false)]
        );
        assert_eq!(
            read("id,x\n1,\"a\nb\"\n2,\"c\n3,d\n"),
            [
                (2, r#"{"id":"1","x":"a\nb"}"#.to_owned(), false),
                (4, r#"{"id":"2","x":"c\n3,d\n"}"#.to_owned(), true)
            ]
        );
        assert_eq!(read(""), []);
        assert_eq!(read("a\n\"open"), [(2, r#"{"a":"open"}"#.to_owned(), false)]);
    }
}
