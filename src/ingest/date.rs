//! Dates as files write them.
//!
//! In: what stands where a date is expected. Out: the day. Invariant: no
//! guess: `3/4/2024` is March to some and April to others, so it is no date.

use serde_json::Value;

use crate::document::Date;

/// What a date is, for whoever wrote none.
pub(super) const EXPECTED: &str = "a date as 2024, 2024-11 or 2024-11-05";

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAY: i64 = 24 * 60 * 60;

/// Reads `2024-11-05`, with or without a time, `2024/11/5`, `20241105`, or
/// `Tue, 5 Nov 2024 10:00:00 +0700`.
pub(super) fn read(written: &str) -> Option<Date> {
    let written = written.trim();
    let first = written.split(['T', ' ', 't']).next().unwrap_or(written);
    Date::parse(first).or_else(|| padded(first)).or_else(|| of_mail(written))
}

/// Reads a date in JSON: a text as above, a year, or the seconds (or
/// milliseconds) since 1970.
pub(super) fn of_value(value: &Value) -> Option<Date> {
    match value {
        Value::String(written) => read(written),
        Value::Number(number) => match number.as_i64()? {
            year @ 1000..=9999 => Date::parse(&year.to_string()),
            day @ 10_000_101..=99_991_231 => padded(&day.to_string()),
            seconds @ 100_000_000..100_000_000_000 => of_days(seconds / DAY),
            milliseconds @ 100_000_000_000..100_000_000_000_000 => of_days(milliseconds / (1000 * DAY)),
            _ => None,
        },
        _ => None,
    }
}

/// `2024/11/5`, `2024.11.5`, `2024-1-5`, `20241105`.
fn padded(written: &str) -> Option<Date> {
    if written.len() == 8 && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::parse(&format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]));
    }
    let mut fields = written.split(['-', '/', '.']);
    let mut padded = fields.next().filter(|year| year.len() == 4)?.to_owned();
    for field in fields {
        padded += &format!("-{field:0>2}");
    }
    Date::parse(&padded)
}

/// A date as mail and feeds write it.
fn of_mail(written: &str) -> Option<Date> {
    let mut words = written.split([' ', ',']).filter(|word| !word.is_empty());
    let first = words.next()?;
    let day = if first.starts_with(|c: char| c.is_ascii_digit()) { first } else { words.next()? };
    // In full or cut short: Sep, Sept., September.
    let month = words.next()?.trim_end_matches('.').to_lowercase();
    let month = MONTHS.iter().position(|name| month.len() >= 3 && name.starts_with(&month))? + 1;
    Date::parse(&format!("{}-{month:02}-{day:0>2}", words.next()?))
}

/// The day that begins this many days after 1970, after the algorithm of
/// Howard Hinnant: years begin in March, so that a leap day ends them.
fn of_days(days: i64) -> Option<Date> {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    Date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (written, date) in [
            ("2024-11-05T10:00:00+07:00", "2024-11-05"),
            ("2024-11-05 10:00", "2024-11-05"),
            (" 2024-11 ", "2024-11"),
            ("2024/1/5", "2024-01-05"),
            ("2024.01.05", "2024-01-05"),
            ("20240105", "2024-01-05"),
            ("Tue, 5 Nov 2024 10:00:00 +0700", "2024-11-05"),
            ("05 November 2024", "2024-11-05"),
            ("5 Sept. 2024", "2024-09-05"),
        ] {
            assert_eq!(read(written).map(|date| date.to_string()).as_deref(), Some(date), "{written}");
        }
        for written in [
            "",
            "14/08/2025",
            "3/4/2024",
            "hôm qua",
            "2024-13-01",
            "Nov 5, 2024x",
            "é, é é é",
            "5 Mayonnaise 2024",
            "5 Ma 2024",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    #[test]
    fn numbers_are_years_days_or_moments() {
        for (number, date) in [
            (2024, "2024"),
            (20240229, "2024-02-29"),
            (1_709_164_800, "2024-02-29"),
            (1_709_251_199, "2024-02-29"),
            (1_735_689_600_000_i64, "2025-01-01"),
        ] {
            let read = of_value(&number.into()).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some(date), "{number}");
        }
        assert_eq!(of_value(&(-1).into()), None);
        assert_eq!(of_value(&7.into()), None);
    }
}
