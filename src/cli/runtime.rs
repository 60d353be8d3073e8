//! What the browser gets, as src/cli/embed.rs put it into this program: the
//! engine, the scripts, what the interface says.

include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
