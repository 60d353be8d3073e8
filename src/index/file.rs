//! A file of an index as it lies on a host or a disk: deflated parts, in a
//! shell that a page opened from `file://` can load too.
//!
//! In: deflated bytes. Out: a script of one statement that hands them over as
//! what a function has in a comment, and from that script the bytes again.
//! Invariant: one file serves both ways: where fetch works it is fetched as
//! bytes; where browsers refuse it (`file://`), a script element loads it.
//! `www/files.js` reads it in both.
//!
//! ```text
//! file   = "timkiemPart(()=>{/*", byte*, "*/})"
//! byte   = "*\" for a star before "/" or "\", itself for any other
//! ```
//! A function is written out as it stands in the script, comments and all
//! (<https://tc39.es/ecma262/#sec-function.prototype.tostring>). The script is
//! to be loaded with `charset="x-user-defined"`, which maps the byte b from 128
//! on to U+F700 + b, so that the low eight bits of every character are the byte
//! (<https://encoding.spec.whatwg.org/#x-user-defined>). The function
//! `timkiemPart` is there wherever files are loaded so; it keeps its argument
//! at the script that runs. All this costs next to nothing over the deflated
//! bytes; a string with its escapes would cost 1 %, base64 33.

use crate::error::Error;

const BEFORE: &[u8] = b"timkiemPart(()=>{/*";
const AFTER: &[u8] = b"*/})";

/// What files began with before these.
const FORMER: &[u8] = b"timkiemPart`";

/// The script that hands over these bytes.
pub fn wrap(deflated: &[u8]) -> Vec<u8> {
    let mut file = BEFORE.to_vec();
    for (at, &byte) in deflated.iter().enumerate() {
        file.push(byte);
        if byte == b'*' && matches!(deflated.get(at + 1), Some(b'/' | b'\\')) {
            file.push(b'\\');
        }
    }
    file.extend(AFTER);
    file
}

/// The bytes that a script hands over, read from the script itself.
///
/// # Errors
/// `index/foreign` if it is no such script, which is what a host's page saying
/// "not found" looks like; `index/version` if it is one as they were before;
/// `index/corrupt` if its end is missing.
pub fn unwrap(file: &[u8]) -> Result<Vec<u8>, Error> {
    if file.starts_with(FORMER) {
        return Err(Error::version("shell of its files", 2, 1));
    }
    let rest = file.strip_prefix(BEFORE).ok_or_else(|| Error::foreign("a file of another kind"))?;
    let rest = rest.strip_suffix(AFTER);
    let rest = rest.ok_or_else(|| {
        Error::corrupt("the end of the file", "another: it was cut off, or something follows it")
    })?;
    let mut bytes = Vec::with_capacity(rest.len());
    let mut rest = rest.iter().peekable();
    while let Some(&byte) = rest.next() {
        bytes.push(byte);
        if byte == b'*' {
            rest.next_if_eq(&&b'\\');
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_survive_their_script(bytes in prop_oneof![any::<Vec<u8>>(), prop::collection::vec(prop::sample::select(&b"*/\\\r x"[..]), 0..20)]) {
            let file = wrap(&bytes);
            prop_assert_eq!(unwrap(&file).unwrap(), bytes);
            let content = &file[BEFORE.len()..];
            let end = content.windows(2).position(|two| two == b"*/");
            prop_assert_eq!(end, Some(content.len() - AFTER.len()), "its comment ends where it ends");
        }
    }

    #[test]
    fn what_is_no_such_script_is_refused() {
        assert_eq!(unwrap(b"<!doctype html>").unwrap_err().code(), "index/foreign");
        assert_eq!(unwrap(b"timkiemPart`bytes`").unwrap_err().code(), "index/version");
        let file = wrap(b"bytes");
        assert_eq!(unwrap(&file[..file.len() - 1]).unwrap_err().code(), "index/corrupt");
    }
}
