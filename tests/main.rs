//! What no module can test by itself: the engine against an oracle, the same
//! cases natively, in wasm and typed into the page, hostile bytes, the command
//! line, and pages in real browsers.

mod browsers;
mod cases;
mod cli;
mod corpus;
mod frozen;
mod fuzz;
mod hostile;
mod ingest;
mod long;
mod naughty;
mod oracle;
mod parts;
mod supply;
