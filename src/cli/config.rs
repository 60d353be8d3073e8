//! `timkiem.toml`: what a site owner says once and for all.
//!
//! In: the path of the file. Out: its settings. Invariant: what is not known
//! or of another type is an error that names the file, the line and the key.
//!
//! ```toml
//! # Ways of writing the same; typing one finds the others too.
//! synonyms = [["TP.HCM", "Sài Gòn", "Thành phố Hồ Chí Minh"], ["laptop", "máy tính xách tay"]]
//! ```

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// The settings of a build.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Config {
    /// Ways of writing the same, two or more in each group.
    pub(super) synonyms: Vec<Vec<String>>,
}

/// Reads the file, if there is to be one.
pub(super) fn read(path: Option<&Path>) -> Result<Config, Error> {
    let Some(path) = path else { return Ok(Config::default()) };
    let text = fs::read_to_string(path).map_err(|why| Error::io("read", path, &why))?;
    let wrong = |what: String| Error::input(format!("expected settings in {}, found {what}", path.display()));
    let config: Config =
        toml::from_str(&text).map_err(|why| wrong(format!("a fault; {}", why.to_string().trim_end())))?;
    for ways in &config.synonyms {
        let is_written = |way: &String| way.chars().any(char::is_alphanumeric) && !way.contains('=');
        if ways.len() < 2 || !ways.iter().all(is_written) {
            return Err(wrong(format!(
                "{ways:?} among the `synonyms`; a group has two or more ways of writing, none with \"=\""
            )));
        }
    }
    Ok(config)
}
