//! When a page was published, by the moments that it shows.
//!
//! In: the elements that are its content. Out: the day of the first moment in
//! them that is the page's own, not that of a comment or of another page that is
//! listed. Invariant: takes time that grows with the length of the page.

use scraper::ElementRef;
use scraper::node::Element;

use super::attributes::first_text;
use super::scope::{is_hidden, letters};
use crate::document::Date;
use crate::ingest::date;

/// How many moments are looked at, how far above each, and how much of a list.
const MOMENTS: usize = 64;
const ABOVE: usize = 16;
const LISTED: usize = 1024;

/// How many letters and digits a line has that says who wrote it, and when.
const BYLINE: usize = 160;

/// The day on which the page with this content was published, if it shows it.
pub(super) fn read(roots: &[ElementRef]) -> Option<Date> {
    let within = || roots.iter().flat_map(ElementRef::descendent_elements);
    let has_several = within().filter(|found| found.value().name() == "article").nth(1).is_some();
    let moments = within().filter(|found| found.value().name() == "time").take(MOMENTS);
    moments
        .filter(|found| is_own(*found, roots, has_several))
        .find_map(|found| found.value().attr("datetime").or_else(|| first_text(found)).and_then(date::read))
}

/// Whether a moment is of the page, which has several articles or not.
fn is_own(moment: ElementRef, roots: &[ElementRef], has_several: bool) -> bool {
    let mut is_in_footer = false;
    for above in moment.ancestors().take(ABOVE).filter_map(ElementRef::wrap) {
        let value = above.value();
        let has = |name: &str, least| {
            let named = above.descendent_elements().take(LISTED).filter(|found| found.value().name() == name);
            named.take(least).count() == least
        };
        let is_other = match value.name() {
            "nav" | "aside" | "td" => true,
            // A line that says when it was written says not much more.
            "p" => letters(above) > BYLINE,
            // What is listed has one each.
            "ul" | "ol" => has("time", 2),
            "article" => {
                is_in_footer = false;
                has_several && !has("h1", 1)
            }
            "footer" => {
                is_in_footer = true;
                false
            }
            _ => false,
        };
        if is_other || is_hidden(value) || is_comment(value) {
            return false;
        }
        if roots.contains(&above) {
            break;
        }
    }
    // The footer of an article says when it was written, that of a page how old the site is.
    !is_in_footer
}

/// Whether an element is what readers have said, by what most programs call that.
fn is_comment(element: &Element) -> bool {
    let mut names = element.classes().chain(element.id());
    names.any(|name| name.to_ascii_lowercase().starts_with("comment"))
        || element.attr("itemtype").is_some_and(|kind| kind.ends_with("Comment"))
}
