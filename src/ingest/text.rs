//! Plain text, with the few conventions that news in plain text follow.
//!
//! In: the content of a `.txt` file. Out: its document. Invariant: every word
//! of the file is in the document: in its title, its text, its date or what is
//! known of it; only a paragraph that is said twice running is kept once.
//!
//! ```text
//! date 2024-11 The title on the first line, if it reads as one
//!
//! A paragraph.
//!
//! Another.
//!
//! Given Name
//!
//! Nguồn: https://example.org/where-it-came-from
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::date;
use crate::document::{Date, Document, PARAGRAPH};

/// The longest first line that is a title, in characters.
const TITLE: usize = 200;
/// The longest last line that is a name, in characters.
const NAME: usize = 40;
/// Reads a document. Its title is empty if it has none of its own, and so is
/// its text if there is none.
pub(super) fn read(id: &str, content: &str) -> Document {
    let mut document = Document { id: id.to_owned(), ..Document::default() };
    let content = content.trim_start_matches('\u{feff}');
    let content = match content.contains('\r') {
        true => Cow::Owned(content.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(content),
    };
    let mut blocks = blocks(&content);
    if let Some(first) = blocks.first_mut() {
        (document.date, *first) = dated(first);
    }
    blocks.retain(|block| !block.is_empty());
    if let Some(first) = blocks.first_mut() {
        let (line, below) = first.split_once('\n').unwrap_or((first, ""));
        if reads_as_title(line.trim()) {
            document.title = line.trim().to_owned();
            *first = below.trim();
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks.dedup();

    sign(&mut blocks, &mut document.meta);
    document.text = blocks.join(PARAGRAPH);
    document
}

/// The paragraphs of a text: what blank lines part; without any blank line,
/// the lines.
fn blocks(content: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut start = None;
    let mut end = 0;
    for line in content.split_inclusive('\n') {
        let at = line.as_ptr() as usize - content.as_ptr() as usize;
        if line.trim().is_empty() {
            blocks.extend(start.take().map(|start: usize| content[start..end].trim()));
        } else {
            start = start.or(Some(at));
            end = at + line.len();
        }
    }
    blocks.extend(start.map(|start| content[start..end].trim()));
    if let [only] = blocks[..] {
        only.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    } else {
        blocks
    }
}

/// Takes `date YYYY[-MM[-DD]]`, or a moment of such a day, off the front.
fn dated(block: &str) -> (Option<Date>, &str) {
    let rest = block.strip_prefix("date ").map(str::trim_start);
    let word = rest.and_then(|rest| rest.split(char::is_whitespace).next());
    match (rest, word.and_then(date::read)) {
        (Some(rest), Some(date)) => (Some(date), rest[word.map_or(0, str::len)..].trim_start()),
        _ => (None, block),
    }
}

/// Whether a first line is a title rather than a first sentence.
fn reads_as_title(line: &str) -> bool {
    let said = line.trim_end_matches(['”', '"', '»', '’', '\'', ')']);
    !said.is_empty() && !said.ends_with(['.', ';', ':', ',', '…']) && line.chars().count() <= TITLE
}

/// Takes the last lines that say who wrote a text and where it came from, in
/// either order, and each once.
fn sign(blocks: &mut Vec<&str>, meta: &mut BTreeMap<String, String>) {
    while let Some(last) = blocks.last() {
        let (before, line) = last.rsplit_once('\n').unwrap_or(("", last));
        let (before, line) = (before.trim(), line.trim());
        if let Some((publisher, link)) = source(line).filter(|_| !meta.contains_key("source")) {
            meta.insert("source".to_owned(), link.to_owned());
            meta.extend(publisher.map(|name| ("publisher".to_owned(), name.to_owned())));
        } else if are_names(line) && (blocks.len() > 1 || !before.is_empty()) && !meta.contains_key("author")
        {
            meta.insert("author".to_owned(), line.to_owned());
        } else {
            return;
        }
        blocks.pop();
        blocks.extend((!before.is_empty()).then_some(before));
    }
}

/// Who published it, if that is said, and the link in `Nguồn …: https://…`.
fn source(line: &str) -> Option<(Option<&str>, &str)> {
    let (before, link) = line.split_once(':')?;
    let link = link.trim();
    let is_link =
        (link.starts_with("https://") || link.starts_with("http://")) && !link.contains(char::is_whitespace);
    let publisher = ["Nguồn", "NGUỒN"].into_iter().find_map(|word| before.trim().strip_prefix(word))?;
    is_link.then_some((Some(publisher.trim()).filter(|name| !name.is_empty()), link))
}

/// Whether a last line is the name of whoever wrote the text, or their names.
fn are_names(line: &str) -> bool {
    line.chars().count() <= NAME && line.split(" - ").flat_map(|names| names.split(", ")).all(is_name)
}

/// Whether this may be a name: two to five words, each with a capital, and no
/// sign among them.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let is_word = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    (2..=5).contains(&words.len()) && words.iter().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::super::title;
    use super::*;

    /// As a document is read, its title made from it if need be.
    fn titled(name: &str, content: &str) -> Document {
        let mut document = read(name, content);
        title::derive(&mut document);
        document
    }

    fn seed(name: &str) -> Document {
        let path = format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR"));
        titled(name, &std::fs::read_to_string(path).unwrap())
    }

    fn known<'a>(document: &'a Document, name: &str) -> Option<&'a str> {
        document.meta.get(name).map(String::as_str)
    }

    fn date(document: &Document) -> String {
        document.date.map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn seed_000() {
        let document = seed("000_c196e326de991aea.txt");
        assert_eq!(date(&document), "2024-11");
        assert_eq!(document.title, "Tập huấn công tác đảm bảo an ninh biên giới");
        assert!(!document.title_is_derived);
        assert_eq!(known(&document, "author"), Some("Anh Tuân"));
        assert!(document.text.starts_with("Sáng 5/11, tại huyện Quan Sơn"));
        assert!(document.text.ends_with("tội phạm buôn bán người."));
    }

    #[test]
    fn seed_001() {
        let document = seed("001_3bb4db2f29b0aa16.txt");
        assert_eq!(date(&document), "2025-08-06");
        assert_eq!(
            document.title,
            "Thống nhất cơ chế phối hợp trong công tác bảo đảm an ninh, trật tự trên tuyến biên giới Thanh Hóa - Hủa Phăn (Lào)"
        );
        assert_eq!(known(&document, "author"), Some("Quốc Hương"));
    }

    #[test]
    fn seed_002() {
        let document = seed("002_65aaf6dcb50f5cfa.txt");
        assert_eq!(date(&document), "2021-12");
        assert!(document.title_is_derived);
        assert!(document.text.starts_with("Sáng 18/12, tại huyện Kỳ Sơn diễn ra Hội nghị"));
        assert!(document.text.ends_with("của nước bạn Lào./."));
        assert_eq!(document.meta.len(), 0);
    }

    #[test]
    fn seed_003() {
        let document = seed("003_b67a553d70ec3d3c.txt");
        assert_eq!(date(&document), "2024-10");
        assert!(document.title_is_derived);
        assert!(document.title.starts_with("Các đồng chí: Đại tá Trần Võ Việt"), "{}", document.title);
        assert_eq!(document.meta.len(), 0);
    }

    #[test]
    fn seed_004() {
        let document = seed("004_b8228867890f24d4.txt");
        assert_eq!(document.date, None);
        assert_eq!(document.title, "Quán triệt kế hoạch của UBND tỉnh về xây dựng nền biên phòng toàn dân");
        assert!(!document.title_is_derived);
        assert_eq!(known(&document, "author"), Some("HOÀNG TÙNG"));
        assert_eq!(
            known(&document, "source"),
            Some("https://baolangson.vn/hoi-nghi-quan-triet-ke-hoach-so-111-cua-ubnd-tinh-5057033.html")
        );
        assert_eq!(
            document.text.matches("Các đại biểu tham dự hội nghị").count(),
            1,
            "a caption said twice is kept once"
        );
        assert_eq!(document.text.matches("phát biểu chỉ đạo hội nghị\n\n").count(), 1);
    }

    #[test]
    fn conventions_are_followed_only_where_they_are_meant() {
        let read = |content| titled("a.txt", content);
        assert_eq!(date(&read("date 2024-13 Không phải ngày\n\nChữ.")), "");
        assert_eq!(read("date of birth\n\nText.").title, "date of birth");
        assert_eq!(read("date 2024-05\n\nChỉ có ngày.").title, "Chỉ có ngày");
        assert_eq!(read("date 2024-05\n\nTựa đề\n\nChữ.").title, "Tựa đề");
        assert_eq!(read("Tựa đề\nDòng một.\nDòng hai.").text, "Dòng một.\n\nDòng hai.");
        assert_eq!(read("Tựa đề\n\nDòng một\nvẫn đoạn ấy.\n\nHết.").text, "Dòng một\nvẫn đoạn ấy.\n\nHết.");
        assert_eq!(read("\u{feff}Tựa đề\r\n\r\nChữ.\r\n").text, "Chữ.");
        assert_eq!(read("Anh Tuân").title, "Anh Tuân");
        assert_eq!((read(" \n\n ").title, read(" \n\n ").text), Default::default());
        assert!(read("date 2024 Ông nói: “Hết sức mình.”\n\nChữ.").title_is_derived);
    }

    #[test]
    fn the_last_lines_say_who_and_where() {
        let url = "https://a.vn/b";
        let of = |ending: &str| {
            let document = titled("a.txt", &format!("Tựa đề\n\nMột đoạn.\n\nĐoạn cuối.{ending}"));
            assert_eq!(document.text, "Một đoạn.\n\nĐoạn cuối.", "{ending}");
            ["author", "publisher", "source"].map(|name| known(&document, name).unwrap_or("").to_owned())
        };
        assert_eq!(of("\n\nAnh Tuân\n\nNguồn: https://a.vn/b"), ["Anh Tuân", "", url]);
        assert_eq!(of("\n\nNguồn Lạng Sơn: https://a.vn/b\n\nAnh Tuân"), ["Anh Tuân", "Lạng Sơn", url]);
        assert_eq!(of("\n\nHOÀNG TÙNG\nNGUỒN:https://a.vn/b"), ["HOÀNG TÙNG", "", url]);
        assert_eq!(of("\nAnh Tuân - Quốc Hương"), ["Anh Tuân - Quốc Hương", "", ""]);
        assert_eq!(titled("a.txt", "Tựa đề\n\nNguồn gốc: xem\n\nHà nội").text, "Nguồn gốc: xem\n\nHà nội");
    }
}
