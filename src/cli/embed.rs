//! Build script: puts the browser's runtime into the command line, so that
//! whoever has `timkiem` needs neither wasm-pack nor Node.
//!
//! In: the files in `www/pkg` that `make runtime` made. Out: a source file
//! that embeds them, the engine deflated as small as it goes; or says that
//! they are missing, and then all but `build` works.

use std::num::NonZero;
use std::path::Path;
use std::{env, fs};

const ENGINE: &str = "engine.streams";
const FILES: [(&str, &str); 8] = [
    ("SCRIPT", "timkiem.js"),
    ("MODULE", "timkiem.mjs"),
    ("PACKED", "packed.js"),
    ("TYPES", "timkiem.d.ts"),
    ("OFFLINE", "offline.js"),
    ("WORKER", "sw.js"),
    ("ICON", "icon.svg"),
    ("STRINGS", "strings.json"),
];

fn main() {
    println!("cargo:rerun-if-changed=src/cli/embed.rs");
    // The engine in the browser carries no command line, so a new runtime must
    // not make it new in turn.
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        return;
    }
    println!("cargo:rerun-if-changed=www/pkg");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo tells build scripts where the package is");
    let out = env::var("OUT_DIR").expect("cargo tells build scripts where to write");
    let (pkg, out) = (Path::new(&root).join("www/pkg"), Path::new(&out));

    let engine = fs::read(pkg.join(ENGINE)).unwrap_or_default();
    let is_here = !engine.is_empty() && FILES.iter().all(|(_, file)| pkg.join(file).is_file());
    fs::write(out.join("engine.deflate"), deflated(&engine)).expect("the build folder can be written");
    let mut source = format!(
        "/// Whether the runtime was there when this was built.\n\
         pub(super) const IS_HERE: bool = {is_here};\n\
         /// `{ENGINE}`, deflated\n\
         pub(super) const ENGINE: &[u8] = include_bytes!({:?});\n",
        out.join("engine.deflate")
    );
    for (name, file) in FILES {
        let value =
            if is_here { format!("include_bytes!({:?})", pkg.join(file)) } else { "b\"\"".to_owned() };
        source += &format!("/// `{file}`\npub(super) const {name}: &[u8] = {value};\n");
    }
    fs::write(out.join("runtime.rs"), source).expect("the build folder can be written");
}

/// Deflates a file once and for all: five hundredths smaller than the usual
/// way, in seconds instead of a hundredth.
fn deflated(content: &[u8]) -> Vec<u8> {
    // The engine travels in streams that are nothing like each other: each is to have blocks of its own.
    let options = zopfli::Options {
        iteration_count: NonZero::new(200).expect("two hundred"),
        maximum_block_splits: 40,
        ..Default::default()
    };
    let mut deflated = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, content, &mut deflated)
        .expect("memory can be written");
    deflated
}
