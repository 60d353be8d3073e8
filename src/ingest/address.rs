//! Where a document can be opened.
//!
//! In: the place of a file below its folder, what the site owner says, what
//! the document says of itself. Out: its address. Invariant: an address works
//! as a link whatever the file is called; none has another scheme than those
//! of pages and of letters, so that none runs as a script.

use std::path::{Component, Path, PathBuf};

use url::Url;

/// How the addresses of the files of one folder are made.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    /// What stands before a path.
    before: String,
    /// Whether pages are where they are, seen from the index; then what they
    /// say of their own address leads elsewhere.
    are_beside: bool,
    /// What the site owner says that stands there.
    base: Option<String>,
}

impl Addresses {
    /// Those of a folder, read into an index in `out`. Where the index will
    /// lie among the pages they are found from there, whatever the site is
    /// called and even without a server.
    pub(super) fn new(folder: &Path, out: Option<&Path>, base: Option<&str>) -> Addresses {
        if let Some(base) = base.map(str::trim).filter(|base| !base.is_empty()) {
            let before = format!("{}/", base.trim_end_matches('/'));
            return Addresses { before: before.clone(), are_beside: false, base: Some(before) };
        }
        let folder = folder.canonicalize().ok();
        let below = folder.as_deref().zip(out).and_then(|(folder, out)| out.strip_prefix(folder).ok());
        match below.map(|below| below.components().count()).filter(|&depth| depth > 0) {
            Some(depth) => Addresses { before: "../".repeat(depth), are_beside: true, base: None },
            None => Addresses { before: "/".to_owned(), are_beside: false, base: None },
        }
    }

    /// Whether pages are found from where the index lies.
    pub(super) fn is_beside(&self) -> bool {
        self.are_beside
    }

    /// The address of a page: of `index.html`, its folder.
    pub(super) fn page(&self, path: &Path, canonical: Option<&str>) -> String {
        let path = encoded(path);
        let canonical = canonical.filter(|_| !self.are_beside);
        if let Some(canonical) = canonical.and_then(|found| self.canonical(found.trim(), &path)) {
            return canonical;
        }
        let folder =
            path.strip_suffix("index.html").filter(|before| before.is_empty() || before.ends_with('/'));
        format!("{}{}", self.before, folder.unwrap_or(&path))
    }

    /// The address of a page made from Markdown, if there is a site; `given`
    /// is what it says itself, `slug` what its last name is to be.
    pub(super) fn made(&self, path: &Path, given: Option<&str>, slug: Option<&str>) -> Option<String> {
        if let Some(given) = given.filter(|given| !given.contains(['{', ' ']) && !given.contains("/:")) {
            let is_whole = given.starts_with('/') || has_scheme(given);
            if let Some(given) = self.record(given).filter(|_| is_whole || self.base.is_some()) {
                return Some(given);
            }
        }
        let base = self.base.as_ref()?;
        let path = encoded(path);
        let (folder, name) = path.rsplit_once('/').map_or(("", &*path), |(folder, name)| (folder, name));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let place = match slug.map(|slug| slug.trim_end_matches('/')).filter(|slug| !slug.is_empty()) {
            Some(slug) if slug.starts_with('/') => format!("{}/", segments(slug.trim_start_matches('/'))),
            Some(slug) => format!("{folder}{}/", segments(slug)),
            None if ["index", "_index", "readme"].contains(&&*stem.to_lowercase()) => folder,
            None => format!("{folder}{stem}.html"),
        };
        Some(format!("{base}{place}"))
    }

    /// The address that a record gives; none if it is no link.
    pub(super) fn record(&self, given: &str) -> Option<String> {
        // As browsers read it.
        let given = given.trim().trim_matches(|c| c <= ' ').replace(['\t', '\n', '\r'], "");
        let given = given.as_str();
        if given.is_empty() || !is_link(given) {
            return None;
        }
        if let Some(whole) = with_scheme(given) {
            return Some(whole).filter(|whole| is_link(whole));
        }
        Some(match &self.base {
            Some(base) if given.starts_with('/') => format!("{}{given}", origin(base)),
            Some(base) if !has_scheme(given) => format!("{base}{given}"),
            _ => given.to_owned(),
        })
    }

    /// The address of what a page refers to by `link`, itself being at `page`.
    pub(super) fn beside(page: &str, link: &str) -> Option<String> {
        let link = link.trim();
        if link.is_empty() || !is_link(link) {
            return None;
        }
        if has_scheme(link) || link.starts_with('/') {
            // On the page's own site, if it is known which that is.
            let is_local = link.starts_with('/') && !link.starts_with("//");
            return Some(if is_local { format!("{}{link}", origin(page)) } else { link.to_owned() });
        }
        let page = page.split(['?', '#']).next().unwrap_or(page);
        let mut folder = page.rfind('/').map_or("", |at| &page[..=at]);
        let mut link = link.trim_start_matches("./");
        while let Some(above) = link.strip_prefix("../") {
            let parent =
                folder.trim_end_matches('/').rsplit_once('/').map(|(parent, last)| (parent.len() + 1, last));
            match parent {
                Some((end, last)) if !last.is_empty() && last != ".." => {
                    (folder, link) = (&folder[..end], above)
                }
                _ => break,
            }
        }
        // What stands after "./" may look like a scheme by itself.
        Some(format!("{folder}{link}")).filter(|address| is_link(address))
    }

    /// What a page says its address is, if that is an address and the page is
    /// the one that is meant: many sites say their front page everywhere.
    fn canonical(&self, found: &str, path: &str) -> Option<String> {
        let is_rooted = found.starts_with('/') && !found.starts_with("//");
        let (rest, host) = match found.strip_prefix("https://").or_else(|| found.strip_prefix("http://")) {
            Some(rest) => (rest.split_once('/').map_or("", |(_, path)| path), rest.split('/').next()),
            None => (found, None),
        };
        let is_odd = found.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control());
        if is_odd || !(is_rooted || host.is_some_and(|host| !host.is_empty())) {
            return None;
        }
        let own = name(path);
        if !own.is_empty() && name(rest) != own {
            return None;
        }
        match &self.base {
            Some(base) if is_rooted => Some(format!("{}{found}", origin(base))),
            Some(base) => (origin(found) == origin(base)).then(|| found.to_owned()),
            None => Some(found.to_owned()),
        }
    }
}

/// The folder that will be written, whether or not it is there yet, with every
/// link on the way followed.
pub(super) fn whole(out: &Path) -> Option<PathBuf> {
    let out = std::path::absolute(out).ok()?;
    let there = out.ancestors().find_map(|there| Some((there, there.canonicalize().ok()?)));
    let (there, followed) = there?;
    Some(followed.join(out.strip_prefix(there).ok()?))
}

/// Where one folder is, seen from another: an address that ends with a slash.
/// One on another drive cannot be seen, and is taken to be the same.
pub(crate) fn between(from: &Path, to: &Path) -> String {
    let (Some(from), Some(to)) = (whole(from), whole(to)) else { return "./".to_owned() };
    let Some(common) = from.ancestors().find(|above| to.starts_with(above)) else { return "./".to_owned() };
    let up = from.strip_prefix(common).map_or(0, |below| below.components().count());
    let down = encoded(to.strip_prefix(common).unwrap_or(Path::new("")));
    let end = if down.is_empty() { "" } else { "/" };
    format!("./{}{down}{end}", "../".repeat(up))
}

/// The scheme and the host of an address; nothing if it has none.
fn origin(address: &str) -> &str {
    let Some(host) = address.find("://").map(|at| at + 3) else { return "" };
    address[host..].find('/').map_or(address, |end| &address[..host + end])
}

/// What a page is called, whichever way its site writes it.
fn name(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = if name.to_lowercase().starts_with("index.") { folder } else { name };
    let name = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name).to_lowercase();
    let stem = [".html", ".htm", ".xhtml"].iter().find_map(|kind| name.strip_suffix(kind));
    decoded(stem.unwrap_or(&name))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code =
            after.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match code.filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).to_lowercase()
}

/// The schemes that a link may have.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Whether an address names its scheme, as `https:` does.
fn has_scheme(address: &str) -> bool {
    scheme(address).is_some()
}

/// The address of a host that says no scheme, with one: else it has that of its
/// page, and from a disk it would lead to another disk.
pub(super) fn with_scheme(address: &str) -> Option<String> {
    let slash = ['/', '\\'];
    let seen = address.trim_start_matches(|c| c <= ' ').replace(['\t', '\n', '\r'], "");
    let host = seen.strip_prefix(slash)?.strip_prefix(slash)?;
    Some(format!("https://{host}"))
}

fn scheme(address: &str) -> Option<&str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let (scheme, _) = address.split_once(':')?;
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_letter);
    is_one.then_some(scheme)
}

/// Whether an address leads where a link may lead, and browsers can follow it.
/// They take no notice of line breaks and the like in it.
pub(super) fn is_link(address: &str) -> bool {
    let shown: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    scheme(&shown).is_none_or(|scheme| {
        SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) && Url::parse(address).is_ok()
    })
}

/// Whether an address may stand before the paths of pages: of a host, with its
/// scheme or without, and with nothing behind its path.
pub(super) fn is_base(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let of_web = |scheme| address.strip_prefix(scheme).is_some_and(|host| !host.starts_with('/'));
    let is_host = address.starts_with('/') || ["http://", "https://"].into_iter().any(of_web);
    address.is_empty() || is_link(&address) && is_host && !address.contains(['?', '#'])
}

/// A path as it stands in an address.
fn encoded(path: &Path) -> String {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(segment(name.as_encoded_bytes())),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

/// A path with slashes as it stands in an address.
fn segments(path: &str) -> String {
    path.split('/').map(|name| segment(name.as_bytes())).collect::<Vec<_>>().join("/")
}

/// What follows the `#` of an address.
pub(super) fn anchor(id: &str) -> String {
    segment(id.as_bytes())
}

/// One name as it stands in an address: letters of any script stay readable;
/// what has a meaning there, cannot be seen or would be changed on the way is
/// written as its bytes.
fn segment(name: &[u8]) -> String {
    let mut encoded = String::with_capacity(name.len());
    let code = |encoded: &mut String, byte: u8| *encoded += &format!("%{byte:02X}");
    for chunk in name.utf8_chunks() {
        for character in chunk.valid().chars() {
            let is_kept = match character {
                c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$()*+,;=:@&".contains(c),
                c => c.is_alphanumeric(),
            };
            if is_kept {
                encoded.push(character);
            } else {
                character.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| code(&mut encoded, byte));
            }
        }
        chunk.invalid().iter().for_each(|&byte| code(&mut encoded, byte));
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(addresses: &Addresses, path: &str) -> String {
        addresses.page(Path::new(path), None)
    }

    #[test]
    fn a_page_is_found_from_where_the_index_lies() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().canonicalize().expect("a folder");
        let of = |out: &str| Addresses::new(&site, whole(&site.join(out)).as_deref(), None);
        assert_eq!(page(&of("timkiem"), "a/b.html"), "../a/b.html");
        assert_eq!(page(&of("assets/search"), "index.html"), "../../");
        assert_eq!(page(&of("timkiem"), "tin tức/index.html"), "../tin%20tức/");
        assert_eq!(page(&of("../elsewhere"), "a/b.html"), "/a/b.html");
        let based = Addresses::new(&site, None, Some("https://a.vn/docs"));
        assert_eq!(page(&based, "a/index.html"), "https://a.vn/docs/a/");
        assert_eq!(page(&based, "my-index.html"), "https://a.vn/docs/my-index.html");
    }

    #[test]
    fn hostile_names_are_links() {
        let beside = Addresses { before: "/".to_owned(), ..Addresses::default() };
        for (path, address) in [
            ("hash#frag.html", "/hash%23frag.html"),
            ("question?mark.html", "/question%3Fmark.html"),
            ("percent%20literal.html", "/percent%2520literal.html"),
            ("quote\"'.html", "/quote%22%27.html"),
            ("new\nline\t.html", "/new%0Aline%09.html"),
            ("back\\slash.html", "/back%5Cslash.html"),
            ("nfd-a\u{301}.html", "/nfd-a%CC%81.html"),
            ("rtl-\u{202e}x.html", "/rtl-%E2%80%AEx.html"),
            ("中文/đường.html", "/中文/đường.html"),
            ("nbsp\u{a0}name.html", "/nbsp%C2%A0name.html"),
        ] {
            assert_eq!(page(&beside, path), address);
        }
    }

    #[test]
    fn a_canonical_address_is_taken_if_it_is_that_of_the_page() {
        let of = |base: Option<&str>, path: &str, canonical: &str| {
            Addresses::new(Path::new("/nowhere"), None, base).page(Path::new(path), Some(canonical))
        };
        assert_eq!(of(None, "a/b.html", "https://a.vn/2024/b/"), "https://a.vn/2024/b/");
        assert_eq!(of(None, "a/b/index.html", "/x/B"), "/x/B");
        assert_eq!(of(None, "tin-tức.html", "/tin-t%E1%BB%A9c"), "/tin-t%E1%BB%A9c");
        for odd in ["https://a.vn/", "//b/b", "b", "javascript:b", "https://", "/b b", "/#b", "https:///b"] {
            assert_eq!(of(None, "a/b.html", odd), "/a/b.html", "{odd}");
        }
        assert_eq!(of(Some("https://a.vn/x/"), "b.html", "https://a.vn/b"), "https://a.vn/b");
        assert_eq!(of(Some("https://a.vn/x/"), "b.html", "https://c.vn/b"), "https://a.vn/x/b.html");
        assert_eq!(of(Some("https://a.vn/x/"), "b.html", "/y/b"), "https://a.vn/y/b");
    }

    #[test]
    fn markdown_becomes_pages_and_records_say_where_they_are() {
        let based = Addresses::new(Path::new("/nowhere"), None, Some("https://a.vn/docs/"));
        let made = |path: &str, given, slug| based.made(Path::new(path), given, slug);
        assert_eq!(made("a/b.md", None, None).as_deref(), Some("https://a.vn/docs/a/b.html"));
        assert_eq!(made("a/README.md", None, None).as_deref(), Some("https://a.vn/docs/a/"));
        assert_eq!(made("_index.md", None, None).as_deref(), Some("https://a.vn/docs/"));
        assert_eq!(made("a/b.md", None, Some("c d")).as_deref(), Some("https://a.vn/docs/a/c%20d/"));
        assert_eq!(made("a/b.md", Some("/x/"), None).as_deref(), Some("https://a.vn/x/"));
        assert_eq!(
            made("a/b.md", Some("/:year/:title/"), None).as_deref(),
            Some("https://a.vn/docs/a/b.html")
        );
        assert_eq!(based.record("p/1").as_deref(), Some("https://a.vn/docs/p/1"));
        assert_eq!(based.record("/p/1").as_deref(), Some("https://a.vn/p/1"));
        assert_eq!(based.record("https://b.vn/1").as_deref(), Some("https://b.vn/1"));
        for host in ["//b.vn/1", "\\\\b.vn/1", "/\\b.vn/1", " \u{1}/\t/b.vn/1\n"] {
            assert_eq!(based.record(host).as_deref(), Some("https://b.vn/1"), "{host:?}");
        }
        for elsewhere in
            [" java\nscript:alert(1)", "data:text/html,x", "blob:x", "file:///x", "\u{1}vbscript:x", "C:\\x"]
        {
            assert_eq!(based.record(elsewhere), None, "{elsewhere:?}");
        }
        for none in ["http://[::1", "https:///", "http://a<b/", "//a.vn:99999/", "https://%/", "http://a b/"]
        {
            assert_eq!(based.record(none), None, "{none:?}");
        }
        assert_eq!(based.record("http://[::1]:8080/ă b").as_deref(), Some("http://[::1]:8080/ă b"));
        assert_eq!(based.record("MailTo:a@a.vn").as_deref(), Some("MailTo:a@a.vn"));
        let none = Addresses::new(Path::new("/nowhere"), None, None);
        assert_eq!(none.made(Path::new("a.md"), None, Some("b")), None);
        assert_eq!(none.record("p/1").as_deref(), Some("p/1"));
        assert_eq!(Addresses::beside("../a/b.html", "c.png").as_deref(), Some("../a/c.png"));
        assert_eq!(Addresses::beside("/a/b.html", "../c/../d.png").as_deref(), Some("/c/../d.png"));
        assert_eq!(Addresses::beside("../b.html", "../d.png").as_deref(), Some("../../d.png"));
        assert_eq!(Addresses::beside("https://a.vn/b/", "/c.png").as_deref(), Some("https://a.vn/c.png"));
        assert_eq!(Addresses::beside("b.html", "./javascript:x"), None);
    }
}
