//! The memory of the engine in a page.
//!
//! A two-level segregated fit: constant time like the allocator that Rust
//! brings along, at a third of its bytes on the wire.

#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
