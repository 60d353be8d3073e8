//! From bytes to characters, whatever encoding they are written in.
//!
//! In: the bytes of a text. Out: the text. Invariant: a text that says what it
//! is written in, or is in UTF-8 or UTF-16, is never guessed at; no bytes are
//! an error, except those that are no text at all.
//!
//! What is believed, in this order: a byte order mark; NUL bytes in every
//! other place; what a page declares; escapes of ISO-2022-JP; that it reads as
//! UTF-16 and has bytes that no other text has; that it reads as UTF-8; a guess.
//! A page that declares letters of one byte each but reads as UTF-8 is in UTF-8:
//! a server sends what was saved, and nothing else reads as UTF-8 by chance. One
//! that declares UTF-8 is in UTF-8 if half of it reads so: many a page that
//! declares it is not.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};
use unicode_normalization::char::is_combining_mark;

use super::composed;

/// How many bytes are looked at to tell what a text is.
pub(super) const SAMPLE: usize = 1 << 16;
/// Where a page declares its encoding, if it does: the standard asks for the
/// first 1,024 bytes, pages do not always listen.
const DECLARATION: usize = 4096;
/// How many letters of several bytes a fault must stand among for a text to
/// be UTF-8 that was damaged.
const LETTERS_A_FAULT: usize = 4;
/// The same of a page that declares UTF-8: in what is in another encoding, a
/// third as many letters as faults are there by chance.
const LETTERS_A_FAULT_DECLARED: usize = 1;
/// What files begin with that are no text whatever their name says.
const OTHERS: [&[u8]; 7] =
    [b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b"];

/// The text that these bytes are; a page may declare its encoding.
///
/// # Errors
/// If they are no text; says what was expected, what was found, what to do.
pub(super) fn text(bytes: Vec<u8>, is_page: bool) -> Result<String, String> {
    if OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(NO_TEXT.to_owned());
    }
    let encoding = encoding(&bytes, is_page);
    let mark =
        Encoding::for_bom(&bytes).filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
    let text = match encoding.decode_without_bom_handling(&bytes[mark..]).0 {
        Cow::Owned(text) => text,
        Cow::Borrowed(text) if mark > 0 => text.to_owned(),
        // Most files are what they become: there need be one of it only.
        Cow::Borrowed(_) => String::from_utf8(bytes).unwrap_or_default(),
    };
    if is_noise(&text) {
        return Err(NO_TEXT.to_owned());
    }
    Ok(if text.contains('\0') { text.replace('\0', "") } else { text })
}

const NO_TEXT: &str =
    "expected text, found bytes that are none; if it is another kind of file, name it after that kind";

/// The encoding of bytes that begin like this.
pub(super) fn encoding(bytes: &[u8], is_page: bool) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if let Some(wide) = wide(&bytes[..bytes.len().min(SAMPLE)]) {
        return wide;
    }
    // Plain letters are the same in all of them: of a text that has no others
    // for long, the first of those tells.
    let start = bytes.iter().position(|byte| !byte.is_ascii()).filter(|&first| first >= SAMPLE).unwrap_or(0);
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    let (letters, faults) = letters_and_faults(sample);
    let declared = if is_page { declared(&bytes[..bytes.len().min(DECLARATION)]) } else { None };
    let needed = if declared == Some(UTF_8) { LETTERS_A_FAULT_DECLARED } else { LETTERS_A_FAULT };
    let reads_as_utf8 = letters > 0 && letters >= needed * faults;
    match declared {
        Some(declared) if declared != UTF_8 => {
            let is_damaged = declared.decode_without_bom_handling(sample).1;
            if declared == ISO_2022_JP || !(reads_as_utf8 && (declared.is_single_byte() || is_damaged)) {
                return declared;
            }
            UTF_8
        }
        _ if letters + faults == 0 && escapes(bytes) => ISO_2022_JP,
        _ => {
            let is_utf8 = faults == 0 || reads_as_utf8;
            let otherwise = || if is_utf8 { UTF_8 } else { guess(sample) };
            wide_letters(&bytes[..bytes.len().min(SAMPLE)], is_utf8).unwrap_or_else(otherwise)
        }
    }
}

/// Whether plain bytes are letters of Japanese between escapes.
fn escapes(bytes: &[u8]) -> bool {
    let first = bytes.windows(2).position(|two| two == b"\x1b$");
    first.is_some_and(|first| guess(&bytes[first..bytes.len().min(first + SAMPLE)]) == ISO_2022_JP)
}

/// UTF-16 without a mark: letters of the first 256 have a NUL beside them,
/// always on the same side.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let nuls = |side: usize| sample.iter().skip(side).step_by(2).filter(|&&byte| byte == 0).count();
    let (pairs, high, low) = (sample.len() / 2, nuls(0), nuls(1));
    match (high * 10 > pairs * 3, low * 10 > pairs * 3) {
        (true, false) if pairs > 1 && low * 50 <= pairs => Some(UTF_16BE),
        (false, true) if pairs > 1 && high * 50 <= pairs => Some(UTF_16LE),
        _ => None,
    }
}

/// UTF-16 without a mark, of letters that have no NUL beside them: nearly all of
/// it is letters, and half of one is often a byte that is no text by itself. So
/// often, if it could be UTF-8, that there it would be none.
fn wide_letters(sample: &[u8], is_utf8: bool) -> Option<&'static Encoding> {
    let (pairs, _) = sample.as_chunks::<2>();
    let halves = sample.iter().filter(|byte| matches!(byte, 1..=8 | 0xb..=0xc | 0xe..=0x1a | 0x1c..=0x1f));
    if pairs.is_empty() || halves.count() * if is_utf8 { 5 } else { 50 } < pairs.len() {
        return None;
    }
    let odd = |of: fn([u8; 2]) -> u16| {
        let characters = char::decode_utf16(pairs.iter().map(|&pair| of(pair)));
        characters.filter(|one| !one.as_ref().is_ok_and(|&one| is_written(one))).count()
    };
    let [little, big] = [odd(u16::from_le_bytes), odd(u16::from_be_bytes)];
    let (encoding, odd) = if little < big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    (odd * 20 <= pairs.len()).then_some(encoding)
}

/// Whether texts are written with this character: letters, digits, spaces, and
/// the signs of ASCII, of typography, of East Asia.
fn is_written(character: char) -> bool {
    character.is_alphanumeric()
        || character.is_whitespace()
        || is_combining_mark(character)
        || matches!(character, '!'..='~' | '¡'..='¿' | '\u{2010}'..='\u{203b}' | '\u{3001}'..='\u{301f}' | '\u{ff01}'..='\u{ffee}')
}

/// How many letters of several bytes there are in UTF-8, and how many times
/// the bytes are none. A letter that the end cuts off is no fault after others;
/// alone it is one, but for the end of a sample.
fn letters_and_faults(sample: &[u8]) -> (usize, usize) {
    let (mut letters, mut faults) = (0, 0);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let is_cut = chunks.peek().is_none() && is_begun(chunk.invalid());
        let is_fault = !is_cut || letters == 0 && sample.len() < SAMPLE;
        faults += usize::from(!chunk.invalid().is_empty() && is_fault);
    }
    (letters, faults)
}

/// Whether more bytes could make a letter of these.
fn is_begun(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_err_and(|why| why.error_len().is_none())
}

/// What a page says it is written in: `<?xml encoding="…">`, `<meta charset>`,
/// or `<meta http-equiv … content="…; charset=…">`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let metas = head.split("<meta").skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
    let label = xml
        .and_then(|declaration| after(declaration, "encoding"))
        .or_else(|| metas.filter_map(|meta| after(meta, "charset")).next())?;
    match Encoding::for_label(label.as_bytes())? {
        // It could not have been read this far if it were.
        wide if wide == UTF_16LE || wide == UTF_16BE => Some(UTF_8),
        encoding => Some(encoding),
    }
}

/// The value in `name = "value"` or `name=value`.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.match_indices(name).find_map(|(at, _)| {
        let value = text[at + name.len()..].trim_start().strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || "\"';/>".contains(c)).unwrap_or(value.len());
        (end > 0).then(|| &value[..end])
    })
}

/// The likeliest encoding of a text that is not in Unicode. That of old
/// Vietnamese files is tried in any case: few samples know it.
fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess != WINDOWS_1258 && reads_as_vietnamese(&WINDOWS_1258.decode_without_bom_handling(sample).0) {
        return WINDOWS_1258;
    }
    guess
}

/// Whether a text has the letters that only Vietnamese has, with tones on many of
/// them, and its marks only where they belong.
fn reads_as_vietnamese(text: &str) -> bool {
    let (mut toned, mut letters, mut odd) = (0, 0, 0);
    for character in composed(text).chars() {
        toned += usize::from(matches!(character, '\u{1ea0}'..='\u{1ef9}'));
        match character {
            '\u{1ea0}'..='\u{1ef9}' | 'ơ' | 'ư' | 'Ơ' | 'Ư' | 'đ' | 'Đ' => letters += 1,
            '\u{80}'..='\u{9f}' | '\u{300}'..='\u{36f}' | '\u{fffd}' => odd += 1,
            '¡'..='¿' | '×' | '÷' | 'ß' | 'ś' | 'ź' | 'ń' | 'ć' => odd += 1,
            _ => {}
        }
    }
    // The ı and ğ of Turkish are ư and đ here, but bear no tones.
    letters > 1 && letters > 3 * odd && 4 * toned > letters
}

/// Whether so much of a text is signs that no text has that it is none.
fn is_noise(text: &str) -> bool {
    let (mut all, mut odd, mut nuls) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().take(SAMPLE) {
        all += 1;
        match character {
            '\0' => nuls += 1,
            '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1b}' => {}
            '\u{1}'..='\u{1f}' | '\u{7f}' | '\u{fffd}' => odd += 1,
            _ => {}
        }
    }
    odd * 10 > all || nuls * 4 > all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PHRASE: &str =
        "Đàm Vĩnh Hưng trả nợ cho mẹ, những người kín nhà để trả nợ thay bà. Số tiền ấy rất lớn.";

    fn wide_bytes(text: &str, of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(of).collect()
    }

    /// As old Vietnamese programs wrote it: letters and tones apart.
    fn windows_1258(text: &str) -> Vec<u8> {
        let apart = text.replace('à', "a\u{300}").replace('ĩ', "i\u{303}").replace('ả', "a\u{309}");
        let apart = apart.replace('ợ', "ơ\u{323}").replace('ẹ', "e\u{323}").replace('ữ', "ư\u{303}");
        let apart = apart.replace('ờ', "ơ\u{300}").replace('í', "i\u{301}").replace('ể', "ê\u{309}");
        let apart = apart.replace('ố', "ô\u{301}").replace('ề', "ê\u{300}").replace('ấ', "â\u{301}");
        let (bytes, _, unmapped) = WINDOWS_1258.encode(&apart);
        assert!(!unmapped || apart.contains('ớ'));
        bytes.into_owned()
    }

    fn read(bytes: &[u8]) -> String {
        composed(&text(bytes.to_vec(), true).expect("text")).into_owned()
    }

    #[test]
    fn the_words_are_the_same_in_every_encoding() {
        let plain = PHRASE.replace(" rất lớn", "");
        for phrase in [plain.as_str(), "naïve"] {
            assert_eq!(read(phrase.as_bytes()), phrase);
            assert_eq!(read(format!("\u{feff}{phrase}").as_bytes()), phrase);
            for (of, mark) in
                [(u16::to_le_bytes as fn(u16) -> [u8; 2], [0xff, 0xfe]), (u16::to_be_bytes, [0xfe, 0xff])]
            {
                let bytes = wide_bytes(phrase, of);
                assert_eq!(read(&bytes), phrase);
                assert_eq!(read(&[&mark[..], &bytes].concat()), phrase);
            }
        }
        assert_eq!(read(&windows_1258(&plain)), plain, "not declared");
        let declared = [&b"<meta charset=windows-1258>"[..], &windows_1258(&plain)].concat();
        assert!(read(&declared).ends_with(&plain));
        let turkish =
            "Iğdır'da ışıklar yandı. Şırnak sınırında çalışan işçiler İstanbul'a dönüyor, dağlar soğuk.";
        assert_eq!(read(&encoding_rs::WINDOWS_1254.encode(turkish).0), turkish);
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode("<meta charset='Shift_JIS'>日本語の文章です");
        assert!(read(&japanese).ends_with("日本語の文章です"));
    }

    /// Where most letters have no NUL, or are plain bytes between escapes, nothing says so.
    #[test]
    fn letters_of_two_bytes_are_read_where_nothing_says_what_they_are() {
        for text in [
            "国境警备部队今天在边界地区举行会议，时间为上午九点。\n会议由司令主持。",
            "国境警備隊は今日、会議を開きました。カタカナのテキストもあります。\n",
            "국경 수비대는 오늘 국경 지역에서 회의를 열었다. 회의는 오전 9시에 시작되었다.\n",
            "Москва — столица России. «Мы надеемся на мир» во всём мире",
            "ประเทศไทยมีกรุงเทพมหานครเป็นเมืองหลวง และมีประชากรกว่าหกสิบล้านคน",
            "الحدود بين البلدين مفتوحة منذ الصباح، والجنود يحرسونها.",
        ] {
            for of in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
                assert_eq!(read(&wide_bytes(text, of)), composed(text));
            }
        }
        let japanese = "国境警備隊は今日、会議を開きました。";
        for before in ["", "plain\n", &"plain words\n".repeat(SAMPLE / 8)] {
            let text = format!("{before}{japanese} end\n");
            assert_eq!(read(&ISO_2022_JP.encode(&text).0), text);
        }
        assert_eq!(read(b"\x1b[31mred\x1b[0m costs \x1b$ 5"), "\x1b[31mred\x1b[0m costs \x1b$ 5");
        let parted = "a line of several parts\x1fand of words\x1e".repeat(9);
        assert_eq!(read(parted.as_bytes()), parted, "which are no halves");
        for (encoding, words) in [
            (encoding_rs::GBK, "国境警备部队今天在边界地区举行会议，时间为上午九点。"),
            (encoding_rs::BIG5, "國境警備部隊今天在邊界地區舉行會議，時間為上午九點。"),
            (encoding_rs::EUC_KR, "국경 수비대는 오늘 국경 지역에서 회의를 열었다."),
            (encoding_rs::SHIFT_JIS, "国境警備隊は今日、会議を開きました。カタカナ。"),
            (encoding_rs::KOI8_R, "Москва столица России. Мы надеемся на мир во всём мире"),
        ] {
            assert_eq!(read(&encoding.encode(words).0), composed(words), "{}", encoding.name());
        }
    }

    #[test]
    fn what_is_damaged_is_read_as_far_as_it_goes() {
        let cut = &PHRASE.as_bytes()[..PHRASE.find('ấ').unwrap() + 1];
        assert!(read(cut).starts_with("Đàm Vĩnh Hưng trả nợ"));
        let nuls = PHRASE.replacen(' ', "\0 ", 3);
        assert_eq!(read(nuls.as_bytes()), PHRASE);
        let wrongly = format!("<meta charset=iso-8859-1>{PHRASE}");
        assert!(read(wrongly.as_bytes()).ends_with(PHRASE), "said to be what it is not");
        assert_eq!(read(b"caf\xe9 \xe0 la carte, d\xe9j\xe0 vu"), "café à la carte, déjà vu");
        assert_eq!(
            read("não há informação".encode_utf16().map(|c| c as u8).collect::<Vec<u8>>().as_slice()),
            "não há informação"
        );
    }

    #[test]
    fn a_page_that_declares_utf8_is_in_it_unless_it_plainly_is_not() {
        let page = |rest: &[u8]| read(&[&b"<meta charset=\"utf-8\"><p>"[..], rest].concat())[25..].to_owned();
        let meets = "Café society meets here every day of the week";
        assert_eq!(page(&[meets.as_bytes(), b" \xff"].concat()), format!("{meets} \u{fffd}"));
        assert_eq!(page(b"caf\xe9 \xe0 la carte, d\xe9j\xe0 vu"), "café à la carte, déjà vu");
        for (encoding, words) in [
            (encoding_rs::GBK, "国境警备部队今天在边界地区举行会议，时间为上午九点。"),
            (encoding_rs::EUC_JP, "国境警備隊は今日、会議を開きました。カタカナのテキストもあります。"),
            (encoding_rs::WINDOWS_874, "ประเทศไทยมีกรุงเทพมหานครเป็นเมืองหลวง และมีประชากรกว่าหกสิบล้านคน"),
            (encoding_rs::WINDOWS_1251, "Москва — столица России. «Мы надеемся на мир» во всём мире"),
        ] {
            assert_eq!(page(&encoding.encode(words).0), composed(words), "{}", encoding.name());
        }
    }

    #[test]
    fn a_letter_cut_off_at_the_end_does_not_speak_against_the_others() {
        let read = |bytes: &[u8]| text(bytes.to_vec(), false).expect("text");
        assert_eq!(read(b"Caf\xc3\xa9 soci\xc3"), "Café soci\u{fffd}");
        assert_eq!(read(b"le caf\xe9"), "le café", "the only one");
    }

    #[test]
    fn plain_letters_say_nothing_of_the_rest() {
        for (rest, read) in [(&b"caf\xe9 d\xe9j\xe0 vu"[..], "café déjà vu"), ("cà phê".as_bytes(), "cà phê")]
        {
            let bytes = [&b"only plain words\n".repeat(SAMPLE / 8)[..], rest].concat();
            assert!(text(bytes, true).is_ok_and(|text| text.ends_with(read)), "{read}");
        }
    }

    #[test]
    fn what_is_no_text_is_said() {
        let noise: Vec<u8> = (0..2000_u32).map(|n| (n.wrapping_mul(2654435761) >> 13) as u8).collect();
        for bytes in [&noise[..], b"%PDF-1.7 x", &[0; 64]] {
            assert!(text(bytes.to_vec(), false).is_err_and(|why| why.contains("expected text")));
        }
        assert_eq!(text(Vec::new(), false).as_deref(), Ok(""));
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes: Vec<u8>, is_page: bool) {
            let _ = text(bytes, is_page);
        }
    }
}
