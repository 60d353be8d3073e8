//! What each stage of the engine takes, natively and by itself. Run it with
//! `make bench`.
//!
//! In: the documents of the file that `DOCS` names, else some made up, always
//! the same. Out: a line for every stage; for parts, queries and articles,
//! fastest and slowest are those of single ones. Invariant: whatever is asked
//! is made of the documents' own words, so any file will do; no figure is
//! judged.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan};
use timkiem::Document;
use timkiem::index::Index;
use timkiem::index::build::{Built, Options, build};
use timkiem::index::part::PartKind;
use timkiem::ingest;
use timkiem::search::{Request, read, search};

/// How many documents are made up, and how many words each has.
const MADE_UP: usize = 400;
const WORDS: usize = 300;
/// How many documents are analysed, asked for and read.
const SAMPLE: usize = 200;

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let named = std::env::var_os("DOCS").filter(|file| !file.is_empty());
    let read = |file| {
        ingest::read(&[PathBuf::from(file)], Path::new(""), &ingest::Settings::default())
            .expect("DOCS can be read")
    };
    named.map_or_else(made_up, |file| read(file).collect())
});
static PARTS: LazyLock<Vec<Built>> =
    LazyLock::new(|| build(&DOCUMENTS, &Options::default()).expect("there are documents"));
/// With every part.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let file = PARTS.iter().flat_map(|part| part.bytes.iter().copied());
    Index::open(&file.collect::<Vec<u8>>()).expect("it was just built")
});

fn main() {
    println!("{} documents, {} parts", DOCUMENTS.len(), PARTS.len());
    Divan::default().max_time(std::time::Duration::from_secs(2)).config_with_args().main();
}

/// Documents from all over the corpus, over and over.
fn sample() -> impl Iterator<Item = &'static Document> + Clone {
    DOCUMENTS.iter().step_by(DOCUMENTS.len().div_ceil(SAMPLE).max(1)).cycle()
}

#[divan::bench(args = ["tokens", "forms"])]
fn analysis(bencher: Bencher, of: &str) {
    let analysis = &INDEX.root().analysis;
    let texts: Vec<&str> = sample().take(SAMPLE).map(|document| &*document.text).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for text in &texts {
            let tokens = analysis.tokens(text);
            match of {
                "tokens" => tokens.for_each(|span| _ = black_box(span)),
                _ => tokens.for_each(|span| _ = black_box(analysis.form(&text[span]))),
            }
        }
    });
}

#[divan::bench]
fn building(bencher: Bencher) {
    bencher.counter(ItemsCount::new(DOCUMENTS.len())).bench(|| build(&DOCUMENTS, &Options::default()));
}

/// Adding the parts of a kind, one after the other; the root is opened.
#[divan::bench(args = PartKind::ALL, sample_size = 1, sample_count = SAMPLE as u32)]
fn adding(bencher: Bencher, kind: PartKind) {
    let of_kind = |kind| PARTS.iter().filter(move |part| part.id.kind == kind).map(|part| &part.bytes);
    let mut parts = of_kind(kind).cycle().peekable();
    let (Some(root), Some(_)) = (of_kind(PartKind::Root).next(), parts.peek()) else { return };
    let mut index = Index::open(root).expect("it was just built");
    bencher
        .with_inputs(|| parts.next().unwrap_or(root))
        .input_counter(|part| BytesCount::of_slice(part.as_slice()))
        .bench_local_values(|part| match kind {
            PartKind::Root => index = Index::open(part).expect("it was just built"),
            _ => index.add(part).expect("it was just built"),
        });
}

/// A query made of the first words of a title.
fn query(kind: &str, document: &Document) -> String {
    let analysis = &INDEX.root().analysis;
    let words =
        |text, count| analysis.tokens(text).take(count).map(|span| &text[span]).collect::<Vec<&str>>();
    let title = words(&document.title, 4);
    let mut typed = title.join(" ");
    match kind {
        "unmarked" => return title.iter().map(|word| analysis.form(word).fold + " ").collect(),
        "unfinished" => _ = typed.pop(),
        "phrase" => typed = format!("\"{typed}\""),
        "long" => typed = [title, words(&document.text, 20)].concat().join(" "),
        _ => {}
    }
    typed
}

#[divan::bench(
    args = ["marked", "unmarked", "unfinished", "phrase", "long"],
    sample_size = 1,
    sample_count = SAMPLE as u32,
)]
fn answering(bencher: Bencher, kind: &str) {
    let mut queries = sample().map(|document| query(kind, document));
    bencher.with_inputs(|| queries.next().unwrap_or_default()).bench_local_refs(|query| {
        let request = Request { query, limit: 10, ..Request::default() };
        search(&INDEX, &request).expect("every part is there")
    });
}

#[divan::bench(sample_size = 1, sample_count = SAMPLE as u32)]
fn reading(bencher: Bencher) {
    let mut articles = sample().map(|document| (&*document.id, query("marked", document)));
    bencher
        .with_inputs(|| articles.next().unwrap_or_default())
        .bench_local_refs(|(id, query)| read(&INDEX, id, query, &[]).expect("every part is there"));
}

/// Words as often as words are: the nth a share of 1/n.
fn made_up() -> Vec<Document> {
    let onsets: Vec<&str> = "b c ch d đ g h kh l m n ng nh ph r s t th tr v".split(' ').collect();
    let vowels: Vec<char> =
        "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ".chars().collect();
    let finals = ["", "n", "ng", "m", "t", "c", "i", "o"];
    let all = onsets.len() * vowels.len() * finals.len();
    let mut state = 1u64;
    let mut word = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let rank = (all as f64).powf((state >> 11) as f64 / (1u64 << 53) as f64) as usize;
        let at = rank * 5003 % all;
        let [onset, rest] = [at % onsets.len(), at / onsets.len()];
        format!("{}{}{} ", onsets[onset], vowels[rest % vowels.len()], finals[rest / vowels.len()])
    };
    let mut words = |count| (0..count).map(|_| word()).collect::<String>();
    let document = |id: usize| Document {
        id: id.to_string(),
        title: words(8),
        text: words(WORDS),
        ..Document::default()
    };
    (0..MADE_UP).map(document).collect()
}
