//! What a visitor to the seed corpus pays: bytes on the wire to the first
//! result, and time for every letter typed. Run it with `make bench`.
//!
//! Served with gzip as a common host does, measured in Chromium by its own
//! account. Figures are printed beside their targets, nothing is asserted:
//! timings belong here, not in tests.

// Of what a browser can be told, this needs the least.
#[allow(dead_code)]
#[path = "../browsers/driver.rs"]
mod driver;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use self::driver::{Browser, Session};

/// Bytes to the first result, page and interface and engine and index.
const WIRE_TARGET: u64 = 80_000;
/// Milliseconds for a letter at the 95th percentile.
const LETTER_TARGET: f64 = 4.0;

/// A file that Chromium loaded, as it came over the wire, without headers.
const LOADED: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return entries.map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize, entry.decodedBodySize]);";

/// Every beginning of every query, as it is typed; how long each call took:
/// engine, snippets, and handing the page over to the script.
const TYPED: &str = "
    const [queries, done] = arguments;
    import('/timkiem.mjs').then(async ({ open }) => {
      const index = await open();
      const took = [];
      for (const query of queries) {
        for (let end = 1; end <= query.length; end++) {
          const started = performance.now();
          await index.search(query.slice(0, end));
          took.push(performance.now() - started);
        }
      }
      done(took);
    });";

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let built = Command::new(env!("CARGO_BIN_EXE_timkiem"))
        .args(["build", concat!(env!("CARGO_MANIFEST_DIR"), "/seeds"), "--page", "--out"])
        .arg(folder.path())
        .output()
        .expect("the command line runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut serving = Command::new(env!("CARGO_BIN_EXE_timkiem"))
        .args(["serve", "--no-reload", "--port", "0"])
        .arg(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command line runs");
    let mut said = String::new();
    BufReader::new(serving.stderr.take().expect("stderr is piped"))
        .read_line(&mut said)
        .expect("it says where");
    let address = said.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");

    let cases: Value = serde_json::from_str(include_str!("../cases.json")).expect("the table of cases");
    let queries: Vec<Value> = cases
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|case| case["queries"].as_array())
        .flatten()
        .cloned()
        .collect();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for browser in [Browser::Chromium, Browser::Firefox, Browser::WebKit] {
            let session = Session::new(browser).await;
            session.client.goto(address).await.expect("the page opens");
            session.until("return Boolean(document.querySelector('tim-kiem')?.shadowRoot)").await;
            session.press("biên giới").await;
            let root = "return document.querySelector('tim-kiem').shadowRoot";
            session.until(&format!("{root}.querySelector('[part=hit]') !== null")).await;
            if browser == Browser::Chromium {
                print_wire(&session.run(LOADED).await);
                println!("\nmilliseconds for a letter, {} queries typed from first to last", queries.len());
            }
            for round in ["first time", "again"] {
                let took = session.client.execute_async(TYPED, vec![queries.clone().into()]).await;
                let took: Vec<f64> = serde_json::from_value(took.expect("it answers")).expect("times");
                print_times(&format!("{browser:?}, {round}"), took);
            }
            session.close().await;
        }
    });
    let _ = serving.kill();
    let _ = serving.wait();
}

fn print_wire(loaded: &Value) {
    println!("{:<34}{:>10}{:>10}", "bytes to the first result", "wire", "inflated");
    let mut sum = 0;
    for entry in loaded.as_array().into_iter().flatten() {
        let (wire, whole) = (entry[1].as_u64().unwrap_or(0), entry[2].as_u64().unwrap_or(0));
        println!("{:<34}{wire:>10}{whole:>10}", entry[0].as_str().unwrap_or_default());
        sum += wire;
    }
    println!("{:<34}{sum:>10}  target {WIRE_TARGET}", "all of it");
}

fn print_times(round: &str, mut took: Vec<f64>) {
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "{round:<24}{:>5} letters   p50 {:>4.1}   p95 {:>4.1}   max {:>5.1}   target p95 {LETTER_TARGET:.1}",
        took.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}
