//! The same forged parts in the engine for browsers, whose numbers of bytes
//! have 32 bits and which checks no sum: the same answers, or the same errors,
//! in no more memory than a page has for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::asked::{self, Parts};
use super::forged;
use crate::cli::{built, path, tell_build};

/// One forgery in so many is tried here.
const ONE_IN: usize = 181;

/// How much memory the engine may have taken in the end, in bytes.
const MEMORY: u64 = 32 << 20;

#[test]
fn the_engine_for_browsers_says_the_same() {
    let folder = built();
    // The engine is asked, not the script, which would refuse whatever is of another build.
    tell_build(folder.path(), "");
    let indexes = [asked::parts(), asked::without_pairs()];
    let file = |file: &[u8]| BASE64_STANDARD.encode(file);
    let (mut cases, mut expected, mut about) = (Vec::new(), Vec::new(), Vec::new());
    for (number, parts) in indexes.iter().enumerate() {
        // What leaves its pairs out is one file.
        let is_one = number == 1;
        for forgery in forged::some(parts, ONE_IN) {
            let forged = in_files(forgery.of(parts), is_one);
            let (part, content) = match is_one {
                true => (0, forged[0].1.clone()),
                false => forgery.file(parts),
            };
            cases.push(json!({ "index": number, "part": forged[part].0.name(), "file": file(&content) }));
            expected.push(asked::as_needed(&forged));
            about.push(forgery.about(parts));
        }
    }
    let files = indexes.map(|parts| {
        let named =
            |(id, content): &(timkiem::index::part::PartId, Vec<u8>)| json!([id.name(), file(content)]);
        parts.iter().map(named).collect::<Vec<_>>()
    });
    let asked = json!({
        "indexes": files,
        "questions": asked::questions(),
        "articles": asked::ARTICLES,
        "forged": cases,
    });
    let cases = folder.path().join("cases.json");
    fs::write(&cases, asked.to_string()).expect("a file can be written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/engine.mjs");
    let out = Command::new("node")
        .args([path(&script), path(&folder.path().join("timkiem.mjs")), path(&cases)])
        .output()
        .expect("node, which the runtime is built with");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut lines = said.lines();
    for (about, expected) in about.iter().zip(&expected) {
        let found: Value = serde_json::from_str(lines.next().expect("an answer")).expect("JSON");
        let each = |said: &Value| said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]);
        assert_eq!(each(&found).len(), each(expected).len(), "{about}");
        for (place, (found, expected)) in each(&found).iter().zip(each(expected)).enumerate() {
            assert_eq!(plain(found), plain(&expected), "{about}, question {place}");
        }
    }
    let memory: u64 = lines.next().and_then(|line| line.parse().ok()).expect("a number");
    println!("{} forged parts, {memory} bytes of memory", expected.len());
    assert!(memory <= MEMORY, "the engine took {memory} bytes");
}

fn in_files(parts: Parts, is_one: bool) -> Parts {
    if !is_one {
        return parts;
    }
    vec![(parts[0].0, parts.into_iter().flat_map(|(_, file)| file).collect())]
}

/// An answer but for how long it took, its numbers all of one kind.
fn plain(answer: &Value) -> Value {
    match answer {
        Value::Array(all) => all.iter().map(plain).collect(),
        Value::Object(all) => {
            let told = all.iter().filter(|(name, _)| *name != "tookMs");
            told.map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}
