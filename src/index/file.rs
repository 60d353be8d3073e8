//! A file of an index as it lies on a host or a disk: deflated parts, in a
//! shell that a page opened from `file://` can load too.
//!
//! In: deflated bytes. Out: a script of one statement that hands them over as
//! a string, and from that script the bytes again. Invariant: one file serves
//! both ways: where fetch works it is fetched as bytes; where browsers refuse
//! it (`file://`), a script element loads it. `www/files.js` reads it in both.
//!
//! ```text
//! file   = "timkiemPart`", byte*, "`"
//! byte   = "\\r" for that, "\\" before "`", "\\" and the "$" of "${", itself
//!          for any other
//! ```
//! The script is to be loaded with `charset="x-user-defined"`, which maps the
//! byte b from 128 on to U+F700 + b, so that the low eight bits of every
//! character are the byte (<https://encoding.spec.whatwg.org/#x-user-defined>).
//! The function `timkiemPart` is there wherever files are loaded so; it keeps
//! its argument at the script that runs. All this costs 1 % over the deflated
//! bytes, base64 would cost 33.

use crate::error::Error;

const BEFORE: &[u8] = b"timkiemPart`";
const AFTER: &[u8] = b"`";

/// The script that hands over these bytes.
pub fn wrap(deflated: &[u8]) -> Vec<u8> {
    let mut file = BEFORE.to_vec();
    for (at, &byte) in deflated.iter().enumerate() {
        match byte {
            b'\r' => file.extend(b"\\r"),
            b'`' | b'\\' => file.extend([b'\\', byte]),
            b'$' if deflated.get(at + 1) == Some(&b'{') => file.extend(b"\\$"),
            _ => file.push(byte),
        }
    }
    file.extend(AFTER);
    file
}

/// The bytes that a script hands over, read from the script itself.
///
/// # Errors
/// `index/foreign` if it is no such script, which is what a host's page saying
/// "not found" looks like; `index/corrupt` if its end is missing.
pub fn unwrap(file: &[u8]) -> Result<Vec<u8>, Error> {
    let rest = file.strip_prefix(BEFORE).ok_or_else(|| Error::foreign("a file of another kind"))?;
    let rest = rest.strip_suffix(AFTER);
    let rest = rest.ok_or_else(|| Error::corrupt("the end of the file", "that it was cut off"))?;
    let mut bytes = Vec::with_capacity(rest.len());
    let mut rest = rest.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next() {
                Some(b'r') => b'\r',
                Some(&escaped) => escaped,
                None => return Err(Error::corrupt("an escaped byte", "the end of the file")),
            },
            _ => byte,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_survive_their_script(bytes: Vec<u8>) {
            prop_assert_eq!(unwrap(&wrap(&bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn what_is_no_such_script_is_refused() {
        assert_eq!(unwrap(b"<!doctype html>").unwrap_err().code(), "index/foreign");
        let file = wrap(b"bytes");
        assert_eq!(unwrap(&file[..file.len() - 1]).unwrap_err().code(), "index/corrupt");
    }
}
