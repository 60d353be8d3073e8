//! `timkiem completions`: what makes a shell complete the commands.

use std::io::Write;

use clap::CommandFactory;

use super::{Cli, CompletionsArgs, Failure};

pub(super) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> Result<(), Failure> {
    // What generates it takes a write that fails for a fault in this program.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "timkiem", &mut script);
    Ok(out.write_all(&script)?)
}
