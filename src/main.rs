//! The command line: hands its arguments over, and turns what comes back into
//! an exit code.
//!
//! Out: 0 done, 1 a check failed, 2 cannot do it. Results go to stdout,
//! everything else to stderr; a reader that hangs up early is no error.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    timkiem::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
