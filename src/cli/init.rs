//! `timkiem init`: a first `timkiem.toml`.
//!
//! In: a path. Out: a file with every key, what it is for, and what is taken
//! if nothing is said. Invariant: no file is replaced; taking the marks away
//! from all keys gives a file that can be read.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::{Failure, InitArgs, config, plain::plain};
use crate::error::Error;

const OPENING: &str = "# What `timkiem build` does here. Take the # away from what you want to be otherwise.
# What the command line says comes first. Relative paths are from the folder of this file.
";
const FIELDS: &str = "
# The fields of records (.jsonl, .json, .csv) and of front matter: a name, or several in
# brackets, the likeliest first. The usual names are found without this.
";

pub(super) fn run(args: &InitArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let path = args.file.as_path();
    let mut file = File::create_new(path).map_err(|why| match why.kind() {
        ErrorKind::AlreadyExists => Error::input(format!(
            "expected no file {} yet, found one; change it, or name another",
            path.display()
        )),
        _ => Error::io("write", path, &why),
    })?;
    file.write_all(text().as_bytes()).map_err(|why| Error::io("write", path, &why))?;
    writeln!(out, "{}", plain(&format!("{}{}", path.display(), next(path))))?;
    Ok(())
}

/// What can be done with the file now.
fn next(path: &Path) -> String {
    let named =
        if path == Path::new(config::NAME) { String::new() } else { format!(" --config {}", path.display()) };
    format!(": name what to read in it, then run `timkiem build{named}`")
}

fn text() -> String {
    let mut text = OPENING.to_owned();
    let mut table = None;
    for key in config::KEYS {
        if key.table != table {
            table = key.table;
            text += FIELDS;
            text += &format!("[{}]\n", config::FIELDS);
        }
        text += &format!("\n# {}\n#{} = {}\n", key.meaning, key.name, key.value);
    }
    text
}
