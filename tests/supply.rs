//! What timkiem is made of: what reaches a visitor's page, and where all of it
//! comes from. Licences and known holes are looked up by `make audit`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The crates whose code runs in the page, for all that is linked into it.
fn in_the_page() -> BTreeSet<String> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .arg("--filter-platform=wasm32-unknown-unknown")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata = json(&String::from_utf8_lossy(&metadata.stdout));
    let package = |id: &Value| list(&metadata["packages"]).find(|one| one["id"] == *id).expect("a package");
    let runs_in_rustc = |id: &Value| {
        list(&package(id)["targets"]).any(|target| list(&target["kind"]).any(|kind| kind == "proc-macro"))
    };
    let mut waiting = vec![&metadata["resolve"]["root"]];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if runs_in_rustc(id) || !seen.insert(package(id)["name"].as_str().expect("a name").to_owned()) {
            continue;
        }
        let node = list(&metadata["resolve"]["nodes"]).find(|node| node["id"] == *id).expect("a node");
        let linked =
            list(&node["deps"]).filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()));
        waiting.extend(linked.map(|dep| &dep["pkg"]));
    }
    seen
}

#[test]
fn what_runs_in_the_page_is_known_by_name() {
    let crates = in_the_page();
    let known = [
        // The engine.
        "timkiem",
        "libm",
        "serde",
        "serde_core",
        // Its memory.
        "rlsf",
        "const-default",
        "cfg-if",
        // What it says to scripts and draws with.
        "wasm-bindgen",
        "wasm-bindgen-shared",
        "unicode-ident",
        "js-sys",
        "web-sys",
        "serde-wasm-bindgen",
        // What js-sys would wait with, if anything here waited.
        "futures-core",
        "futures-task",
        "futures-util",
        "pin-project-lite",
        "slab",
    ];
    let known: BTreeSet<String> = known.into_iter().map(str::to_owned).collect();
    assert_eq!(crates, known, "weigh what is new, then name it here");
}

#[test]
fn every_crate_comes_from_the_registry_and_is_pinned_by_its_sum() {
    let lock: toml::Table = read("Cargo.lock").parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(|value| value.as_str().map(str::to_owned))
    };
    let mut foreign = 0;
    for package in packages.iter().filter(|package| package["name"].as_str() != Some("timkiem")) {
        let source = text(package, "source").unwrap_or_default();
        assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{package:?}");
        assert!(text(package, "checksum").is_some_and(|sum| sum.len() == 64), "{package:?}");
        foreign += 1;
    }
    assert!(foreign > 100, "{foreign} crates are too few to be all");
}

/// It was forgotten once, and then nothing could be fuzzed.
#[test]
fn the_fuzzer_is_locked_to_what_there_is() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let of_targets = manifest["target"].as_table().expect("targets").values();
    let tables = of_targets.map(|target| target.as_table().expect("a target")).chain([&manifest]);
    let named = tables.flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)));
    let named = named.flatten().flat_map(|crates| crates.as_table().expect("crates").keys().cloned());
    let lock: toml::Table = read("tests/fuzz/Cargo.lock").parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let ours = packages.iter().find(|package| package["name"].as_str() == Some("timkiem")).expect("timkiem");
    let locked = ours["dependencies"].as_array().expect("dependencies").iter();
    let locked = locked.filter_map(|name| Some(name.as_str()?.split(' ').next()?.to_owned()));
    assert_eq!(locked.collect::<BTreeSet<_>>(), named.collect::<BTreeSet<_>>());
}

#[test]
fn npm_is_for_development_only_and_pinned_by_its_sums() {
    for folder in ["www", "tests/bench/side-by-side"] {
        let package = json(&read(&format!("{folder}/package.json")));
        for shipped in ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies"] {
            assert!(package[shipped].is_null(), "{folder}: {shipped}");
        }
        assert_eq!(package["private"], true, "{folder}: nothing of it is published");
        let lock = json(&read(&format!("{folder}/package-lock.json")));
        let packages = lock["packages"].as_object().expect("packages");
        assert!(packages.len() > 1, "{folder}");
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            let text = |key: &str| package[key].as_str().unwrap_or_default();
            // Where no address is written the registry is asked.
            let is_from_registry =
                |address: &str| address.is_empty() || address.starts_with("https://registry.npmjs.org/");
            assert!(is_from_registry(text("resolved")) && package["link"].is_null(), "{folder}: {name}");
            assert!(text("integrity").starts_with("sha512-"), "{folder}: {name}");
        }
    }
}
