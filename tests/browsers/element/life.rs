//! The life of an element: before its script, beside another, moved, taken out,
//! put back, changed.
//!
//! In: what scripts of a site do to it. Out: it works, or is still. Invariant:
//! nothing that is typed or shown is lost while it is in the page.

use serde_json::json;

use super::Gallery;
use crate::browsers::ARROW_DOWN;

/// An element whose script is not there yet.
pub(super) const PAGE: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Trang</title>
<link rel=\"icon\" href=\"data:,\"><script src=\"messages.js\"></script>
<main><h1>Trang</h1><tim-kiem><a href=\"all.html\">Tất cả</a></tim-kiem><div id=\"place\"></div></main>";

/// The other element of the page.
const OTHER: &str = "const other = document.querySelectorAll('tim-kiem')[1];
    const hitsOf = (one) => [...one.shadowRoot.querySelectorAll('[part=hit]')].length;";

pub(super) async fn stories(gallery: &Gallery) {
    gallery.go(&format!("{}gallery/life.html", gallery.address)).await;
    comes_after_its_element(gallery).await;
    is_one_of_two(gallery).await;
    is_moved_and_taken_out(gallery).await;
    is_changed(gallery).await;
    leaves_the_choice_to_the_site(gallery).await;
    gallery.is_quiet("all that was done to it").await;
    shows_what_is_there_instead(gallery).await;
}

async fn comes_after_its_element(gallery: &Gallery) {
    // As it is where scripts are off.
    assert_eq!(
        gallery.run("return [Boolean(root), document.querySelector('tim-kiem a').checkVisibility()]").await,
        json!([false, true])
    );
    gallery.run("const script = document.createElement('script'); script.src = '../timkiem.js'; document.head.append(script)").await;
    gallery.until("return root").await;
    assert_eq!(gallery.run("return document.querySelector('tim-kiem a').checkVisibility()").await, false);
    gallery.ask("hua phan").await;
    gallery.becomes("return all('hit').length", json!(2)).await;
}

async fn is_one_of_two(gallery: &Gallery) {
    gallery
        .run("const other = document.createElement('tim-kiem'); other.setAttribute('src', 'timkiem'); other.setAttribute('reader', '');
              document.querySelector('main').append(other)")
        .await;
    gallery.run(&format!("{OTHER} answered = null; other.search('thi tran')")).await;
    gallery
        .becomes(
            &format!("{OTHER} return [answered, hitsOf(element), hitsOf(other)]"),
            json!(["thi tran", 2, 3]),
        )
        .await;
    // The address says whose article it is.
    let opened = "return [...document.querySelectorAll('tim-kiem')].map((one) => !one.shadowRoot.querySelector('[part=article]').hidden)";
    gallery.run(&format!("{OTHER} other.shadowRoot.querySelector('[part=hit]').click()")).await;
    gallery.becomes(opened, json!([false, true])).await;
    assert_eq!(gallery.run("return location.hash.startsWith('#1/')").await, true);
    gallery.session.client.back().await.expect("there is a way back");
    gallery.becomes(opened, json!([false, false])).await;
    gallery.run("element.search('hua phan')").await;
    gallery.until("return seen('hit')").await;
    gallery.run("one('hit').click()").await;
    gallery.becomes(opened, json!([true, false])).await;
    gallery.session.client.back().await.expect("there is a way back");
    gallery.becomes(opened, json!([false, false])).await;
    gallery.run(&format!("{OTHER} other.remove()")).await;
}

async fn is_moved_and_taken_out(gallery: &Gallery) {
    gallery.ask("bien gioi").await;
    gallery.run("document.querySelector('#place').append(element)").await;
    gallery
        .becomes(
            "return [box.value, all('hit').length, element.parentNode.id]",
            json!(["bien gioi", 5, "place"]),
        )
        .await;
    // One keystroke has one answer, however often it was moved.
    gallery.run("element.setAttribute('shortcut', 'mod+k /'); document.querySelector('#place').append(element); answers.length = 0; box.focus()").await;
    gallery.press("x").await;
    gallery.becomes("return answers.filter((query) => query === 'bien gioix').length", json!(1)).await;
    gallery.run("box.value = ''; box.blur()").await;

    // Out of the page it hears nothing of it.
    let slash = "const key = new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }); return document.body.dispatchEvent(key)";
    assert_eq!(gallery.run(slash).await, false, "it takes its shortcut");
    let out = format!(
        "element.addEventListener('tim-kiem-search', () => (document.title = 'heard'));
         const parent = element.parentNode; element.search('ma tuy'); element.remove();
         const unheard = (() => {{ {slash} }})();
         location.hash = '#/001_3bb4db2f29b0aa16.txt?q=bien'; document.parked = element; return unheard"
    );
    assert_eq!(gallery.run(&out).await, true);
    gallery.until("return location.hash").await;
    gallery.session.client.back().await.expect("there is a way back");
    gallery.run("document.querySelector('#place').append(document.parked); answers.length = 0").await;
    gallery.becomes("return seen('article')", json!(false)).await;
    gallery.ask("hua phan").await;
    gallery.becomes("return [all('hit').length, answers.at(-1)]", json!([2, "hua phan"])).await;
    gallery.run("box.blur()").await;
    assert_eq!(gallery.run(slash).await, false, "and again");
    gallery.press(ARROW_DOWN).await;
    gallery.is_true("put back").await;
}

async fn is_changed(gallery: &Gallery) {
    let change = async |name: &str, value: &str| {
        gallery.run(&format!("answered = null; element.setAttribute({name:?}, {value:?})")).await;
    };
    gallery.ask("cho vung cao").await;
    let found = gallery.run("return titles()").await;
    for (mode, holder) in [("page", "box"), ("dialog", "dialog"), ("inline", "box")] {
        change("mode", mode).await;
        let state = format!("return [box.value, titles(), Boolean(box.closest('[part={holder}]'))]");
        gallery.becomes(&state, json!(["cho vung cao", found, true])).await;
    }
    change("mode", "page").await;
    change("src", "timkiem/").await;
    gallery
        .becomes("return [answered, answer?.total, all('hit').length]", json!(["cho vung cao", 14, 10]))
        .await;
    change("limit", "3").await;
    change("filters", "loại:\"chợ\"").await;
    gallery
        .becomes("return [answered, answer?.total, all('hit').length]", json!(["cho vung cao", 6, 3]))
        .await;
    change("sort", "date").await;
    let dates = "return [answered, all('hit').map((hit) => hit.querySelector('time').dateTime)]";
    gallery.becomes("return answered", json!("cho vung cao")).await;
    let sorted = gallery.run(dates).await;
    assert_eq!(sorted[1][0], "2026-01-15", "{sorted}");
    change("sort", "date:asc").await;
    gallery
        .becomes(
            "return [answered, one('hit').querySelector('time').dateTime]",
            json!(["cho vung cao", "2022-05-30"]),
        )
        .await;
    // However it is written, it is what is chosen.
    for (written, chosen) in [("date:desc", "date"), ("no-such", "relevance"), ("date", "date")] {
        change("sort", written).await;
        gallery
            .becomes(
                "return [answered, one('sort').value, location.search.includes('q-sort')]",
                json!(["cho vung cao", chosen, false]),
            )
            .await;
    }
    // What is chosen meanwhile goes before more of what was there: never both.
    gallery.run("answered = null; one('sort').value = 'date:asc'; one('sort').dispatchEvent(new Event('change', { bubbles: true })); one('more').click()").await;
    gallery
        .becomes(
            "const dates = all('hit').map((hit) => hit.querySelector('time').dateTime);
             return [answered, dates[0], String(dates) === String(dates.toSorted())]",
            json!(["cho vung cao", "2022-05-30", true]),
        )
        .await;
    gallery.run("one('reset').click()").await;
    gallery
        .becomes(
            "return [all('hit').length, one('hit')?.querySelector('time').dateTime]",
            json!([3, "2026-01-15"]),
        )
        .await;
    change("placeholder", "Ở đâu?").await;
    gallery.becomes("return box.placeholder", json!("Ở đâu?")).await;
    change("strings", "{\"label\": \"Tìm chợ\", \"more\": \"Nữa\"}").await;
    gallery.becomes("return [box.ariaLabel, one('more').textContent]", json!(["Tìm chợ", "Nữa"])).await;
    change("strings", "{ no JSON").await;
    gallery
        .becomes("return [box.ariaLabel, one('more').textContent]", json!(["Tìm kiếm", "Xem thêm kết quả"]))
        .await;
    change("lang", "en").await;
    gallery.becomes("return [box.ariaLabel, one('more').textContent, one('status').textContent.startsWith('6 results')]", json!(["Search", "Show more results", true])).await;
    for name in ["src", "filters", "sort", "lang", "mode"] {
        gallery.run(&format!("answered = null; element.removeAttribute({name:?})")).await;
    }
    gallery.ask("bien gioi").await;
    gallery
        .becomes("return [all('hit').length, answer.total, box.ariaLabel]", json!([3, 5, "Tìm kiếm"]))
        .await;
}

async fn leaves_the_choice_to_the_site(gallery: &Gallery) {
    gallery
        .run("addEventListener('tim-kiem-select', (event) => { event.preventDefault(); document.title = event.detail.id; }, { once: true });
              one('hit').click()")
        .await;
    gallery
        .becomes(
            "return [document.title !== 'Trang', location.hash, seen('article')]",
            json!([true, "", false]),
        )
        .await;
    // The next is followed.
    gallery.run("one('hit').click()").await;
    gallery.until("return location.hash && seen('article')").await;
}

async fn shows_what_is_there_instead(gallery: &Gallery) {
    let links = "return [...element.querySelectorAll('a')].map((link) => link.checkVisibility())";
    gallery.open("inline").await;
    gallery.ask("hua phan").await;
    assert_eq!(gallery.run(links).await, json!([false, false]));
    gallery.is_quiet("working").await;
    gallery.open("broken").await;
    assert_eq!(gallery.run(links).await, json!([false, false]));
    gallery.run("box.focus()").await;
    gallery.press("b").await;
    gallery.becomes("return failed?.code", json!("index/missing")).await;
    gallery.becomes(links, json!([true, true])).await;
}
