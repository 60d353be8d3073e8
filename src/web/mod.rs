//! The engine in a page.
//!
//! In: calls from the scripts in `www`. Out: a page of hits as a plain object,
//! or as nodes ready to be shown. Invariant: thin: it asks the engine and
//! renders; it loads nothing and decides nothing.

#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(target_arch = "wasm32")]
mod memory;
mod render;
mod wire;
