//! What a site does while somebody reads or waits, and what else is in its
//! pages: addresses of its own, keys of its own, words of its own.
//!
//! In: attributes that change, elements that go, addresses. Out: what is read
//! stays or is said to be gone. Invariant: what is a site's own stays as it is.

use serde_json::json;

use fantoccini::wd::{PrintConfiguration, PrintSize};

use super::{BACKSPACE, Gallery, strings};
use crate::browsers::driver::Browser;
use crate::browsers::{ARROW_DOWN, ENTER, ESCAPE, Way};

/// Nothing of this name can be read.
const UNKNOWN: &str = "#/no-such?q=hua%20phan";

pub(super) async fn stories(gallery: &Gallery) {
    is_read_in_every_mode(gallery).await;
    keeps_the_focus_in_every_mode(gallery).await;
    is_printed_whole(gallery).await;
    is_read_in_every_language(gallery).await;
    is_of_another_index(gallery).await;
    leaves_what_comes_too_late(gallery).await;
    goes_while_it_is_read(gallery).await;
    is_what_it_is_set_to_wherever_it_is(gallery).await;
    shows_again_what_it_covered(gallery).await;
    says_what_cannot_be_read(gallery).await;
    leaves_to_the_site_what_is_its_own(gallery).await;
    says_what_is_not_in_the_words_of_the_site(gallery).await;
    forgets_what_is_chosen_no_more(gallery).await;
    keeps_all_of_it_in_the_address(gallery).await;
    comes_back_to_what_was_filtered(gallery).await;
    is_no_dialog_where_it_is_not_shown(gallery).await;
    works_beside_scripts_of_other_times(gallery).await;
    is_in_a_tree_that_is_closed(gallery).await;
    chooses_only_of_what_is_asked(gallery).await;
    reads_from_the_heading_that_was_chosen(gallery).await;
}

/// When what a page does of itself has been done.
async fn later(gallery: &Gallery, milliseconds: u32) {
    gallery.run(&format!("return new Promise((go) => setTimeout(go, {milliseconds}))")).await;
}

/// Whether it is seen that an article is unknown.
fn says_unknown() -> String {
    let unknown = strings("vi")["unknown"].as_str().expect("a string").to_owned();
    format!("return seen('status') && one('status').textContent.startsWith({unknown:?})")
}

/// Opens the first hit for a query, to be read in the page.
async fn read(gallery: &Gallery, query: &str) {
    gallery.ask(query).await;
    gallery.run("one('hit').click()").await;
    gallery.until("return seen('article') && seen('current')").await;
}

async fn is_read_in_every_mode(gallery: &Gallery) {
    gallery.open("inline").await;
    read(gallery, "bien gioi").await;
    for mode in ["page", "dialog", "inline", "dialog", "page"] {
        gallery.run(&format!("element.setAttribute('mode', {mode:?})")).await;
        gallery.becomes("return [seen('article'), seen('hit')]", json!([true, false])).await;
    }
    gallery.session.client.back().await.expect("there is a way back");
    gallery.becomes("return [seen('article'), all('hit').length]", json!([false, 5])).await;
    gallery.is_quiet("reading in every mode").await;
}

/// A site may have another mode for another width of the window: who types goes on typing.
async fn keeps_the_focus_in_every_mode(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.run("element.setAttribute('url-param', ''); box.focus()").await;
    let mut typed = String::new();
    for (mode, letter) in [("page", "b"), ("dialog", "i"), ("inline", "e"), ("page", "n")] {
        gallery.run(&format!("element.setAttribute('mode', {mode:?})")).await;
        typed.push_str(letter);
        gallery.press(letter).await;
        gallery.becomes("return [box.value, root.activeElement === box]", json!([typed, true])).await;
    }
    gallery.until("return answered === 'bien'").await;
    // Who reads goes on reading.
    gallery.run("one('hit').click()").await;
    gallery.until("return seen('article')").await;
    for mode in ["dialog", "inline", "page"] {
        gallery.run(&format!("element.setAttribute('mode', {mode:?})")).await;
        gallery.becomes("return root.activeElement === one('article')", json!(true)).await;
    }
    // Who does neither is not led there.
    gallery.open("inline").await;
    gallery.run("element.setAttribute('mode', 'page')").await;
    assert_eq!(gallery.run("return document.activeElement === document.body").await, true);
    gallery.is_quiet("other modes").await;
}

/// Whatever an article is read in, all of it comes out on paper.
async fn is_printed_whole(gallery: &Gallery) {
    if gallery.browser != Browser::Chromium {
        return;
    }
    for mode in ["page", "inline", "dialog"] {
        gallery.open("inline").await;
        // Nothing else of the page.
        gallery.run(&format!("element.setAttribute('mode', {mode:?}); document.body.replaceChildren(element); element.open()")).await;
        read(gallery, "hua phan").await;
        // So small that it takes several.
        let paper = PrintSize { width: 12.0, height: 10.0 };
        let settings = PrintConfiguration::builder().size(paper).build().expect("a size of paper");
        let printed = gallery.session.client.print(settings).await.expect("a document");
        let sheets = String::from_utf8_lossy(&printed).matches("/Type /Page\n").count();
        assert!(sheets > 3, "{mode}: {sheets}");
    }
    gallery.is_quiet("printing").await;
}

async fn is_read_in_every_language(gallery: &Gallery) {
    gallery.open("reader").await;
    gallery.run("element.setAttribute('lang', 'vi')").await;
    read(gallery, "cho vungg cao").await;
    let said = "return [one('back').textContent, one('copy').textContent, one('next').title, one('original').textContent, one('literal').textContent]";
    let words = |language: &str| {
        let mut words = strings(language);
        let literal = words["literal"].as_str().expect("a string").replace("{from}", "cho vungg cao");
        json!([
            words["back"].take(),
            words["copy"].take(),
            words["next"].take(),
            words["source"].take(),
            literal
        ])
    };
    let dates = "return [...all('hit'), one('text')].map((each) => each.querySelector('time').textContent)";
    let are = |pattern: &str| format!("return (() => {{ {dates} }})().every((date) => {pattern}.test(date))");
    gallery.becomes(said, words("vi")).await;
    gallery.until(&are("/^(ngày )?\\d+ tháng \\d+, \\d{4}$/")).await;
    gallery.run("one('next').click(); window.at = /\\d+/.exec(one('hit-count').textContent)[0]; element.setAttribute('lang', 'en')").await;
    gallery.becomes(said, words("en")).await;
    gallery.until(&are("/^[A-Z][a-z]+ \\d+, \\d{4}$/")).await;
    assert_eq!(
        gallery.run("return one('hit-count').textContent.startsWith(`Match ${window.at} of `)").await,
        true
    );
    gallery.is_quiet("reading in every language").await;
}

async fn is_of_another_index(gallery: &Gallery) {
    // What is read is not in the other.
    gallery.open("inline").await;
    read(gallery, "bien gioi").await;
    gallery.run("element.setAttribute('src', 'timkiem/')").await;
    gallery.until(&says_unknown()).await;
    assert_eq!(gallery.run("return seen('article')").await, false);
    gallery.until("return all('hit').length && titles().every((title) => !title.includes('Báo'))").await;

    // What is chosen in the one is none of the other.
    gallery.open("pages").await;
    gallery.ask("cho").await;
    gallery.run("one('check').click()").await;
    gallery.until("return search.has('q.loại') || search.has('q.tỉnh')").await;
    gallery.run("answered = null; element.setAttribute('src', '..')").await;
    gallery
        .becomes("return [answered, answer?.total, seen('facet'), failed]", json!(["cho", 5, false, null]))
        .await;
    gallery.becomes("return [...search.keys()]", json!(["only", "q"])).await;
    gallery.is_quiet("another index").await;
}

/// An index that is on its way when another takes its place.
async fn leaves_what_comes_too_late(gallery: &Gallery) {
    if gallery.way == Way::Disk {
        return;
    }
    let hold = "window.usual ??= fetch; window.fetch = (...asked) => /index-/.test(asked[0])
          ? new Promise((go) => { window.release = () => go(usual(...asked)) }) : usual(...asked);";
    gallery.open("inline").await;
    gallery.run(&format!("{hold} element.setAttribute('src', '..'); box.focus()")).await;
    gallery.until("return window.release").await;
    gallery.run("window.fetch = usual; element.setAttribute('src', 'timkiem/')").await;
    gallery.ask("cho").await;
    let offered = gallery.run("return texts('order')").await;
    gallery.run("release()").await;
    later(gallery, 300).await;
    assert_eq!(gallery.run("return texts('order')").await, offered);

    // Who presses Enter before there is an answer has found nothing yet.
    gallery.open("inline").await;
    gallery.run("localStorage.clear(); delete window.release").await;
    gallery.ask("bien gioi").await;
    gallery.run(&format!("{hold} element.setAttribute('src', 'timkiem/'); box.select()")).await;
    gallery.press(&format!("cho{ENTER}")).await;
    gallery.until("return window.release").await;
    gallery.run("answered = null; release()").await;
    gallery.becomes("return answered", json!("cho")).await;
    assert_eq!(gallery.run("return Object.values(localStorage)").await, json!([]));
    gallery.press(ENTER).await;
    gallery.becomes("return Object.values(localStorage)", json!(["[\"cho\"]"])).await;
    gallery.is_quiet("what comes too late").await;
}

async fn goes_while_it_is_read(gallery: &Gallery) {
    for mode in ["inline", "dialog"] {
        gallery.open("inline").await;
        gallery.run(&format!("element.setAttribute('mode', {mode:?}); element.open()")).await;
        read(gallery, "bien gioi").await;
        gallery.run("window.kept = element; window.place = element.parentNode; history.pushState({ own: 1 }, '', '#elsewhere'); element.remove()").await;
        // What a dialog tells when it is closed comes later.
        later(gallery, 100).await;
        assert_eq!(
            gallery.run("return [location.hash, history.state]").await,
            json!(["#elsewhere", {"own": 1}])
        );
        gallery.run("window.place.append(window.kept)").await;
        gallery.becomes("return seen('article')", json!(false)).await;

        // Moved, it is read on.
        gallery.run("element.open()").await;
        read(gallery, "hua phan").await;
        let address = gallery.run("return location.href").await;
        gallery.run("document.body.append(element)").await;
        later(gallery, 100).await;
        gallery.becomes("return [location.href, seen('article')]", json!([address, true])).await;
    }
    gallery.is_quiet("going while it is read").await;
}

async fn is_what_it_is_set_to_wherever_it_is(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.ask("bien gioi").await;
    // What was set while it was in no page counts where it is put.
    gallery.run("element.remove(); element.setAttribute('src', 'timkiem/'); document.body.append(element); element.open()").await;
    gallery.until("return all('hit').length && titles().every((title) => !title.includes('Báo'))").await;
    // What was searched for before it was in any is searched for there.
    gallery.run("window.fresh = document.createElement('tim-kiem'); fresh.setAttribute('src', '..'); fresh.search('bien gioi'); document.body.append(fresh)").await;
    gallery.until("return fresh.shadowRoot.querySelectorAll('[part=hit]').length === 5").await;
    gallery.run("fresh.remove()").await;
    gallery.is_quiet("put elsewhere").await;
}

async fn shows_again_what_it_covered(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.ask("bien gioi").await;
    let elsewhere = "document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))";
    for again in [
        "one('input').click()",
        "element.open()",
        "one('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))",
    ] {
        gallery.run(elsewhere).await;
        gallery.becomes("return seen('hit')", json!(false)).await;
        gallery.run(again).await;
        gallery.becomes("return seen('hit')", json!(true)).await;
    }
    // And what an address says is there to be seen.
    gallery.run(&format!("{elsewhere}; element.setAttribute('url-param', 'q'); const said = new URL(location); said.searchParams.set('q', 'hua phan'); history.pushState(null, '', said); dispatchEvent(new PopStateEvent('popstate'))")).await;
    gallery.becomes("return [answered, seen('hit')]", json!(["hua phan", true])).await;
    gallery.is_quiet("what it covered").await;
}

async fn says_what_cannot_be_read(gallery: &Gallery) {
    let says = says_unknown();
    for mode in ["inline", "dialog", "page"] {
        gallery.open("inline").await;
        gallery.run(&format!("element.setAttribute('mode', {mode:?}); location.hash = {UNKNOWN:?}")).await;
        gallery.until(&says).await;
        assert_eq!(
            gallery.run("return [seen('article'), all('hit').length]").await,
            json!([false, 2]),
            "{mode}"
        );
        // Another that is read first goes.
        gallery.run("location.hash = ''").await;
        gallery.until(&format!("return !(() => {{ {says} }})()")).await;
        gallery.run("element.open()").await;
        read(gallery, "bien gioi").await;
        gallery.run(&format!("location.hash = {UNKNOWN:?}")).await;
        gallery.until(&says).await;
        assert_eq!(gallery.run("return seen('article')").await, false, "{mode}");
        later(gallery, 100).await;
        assert_eq!(gallery.run("return location.hash").await, UNKNOWN, "{mode}");
        gallery.until(&says).await;
    }
}

async fn leaves_to_the_site_what_is_its_own(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.run("location.hash = '#/about'; element.open()").await;
    gallery.ask("hua phan").await;
    gallery.press(ESCAPE).await;
    gallery.press(ESCAPE).await;
    gallery.becomes("return [location.hash, seen('article')]", json!(["#/about", false])).await;
    assert_eq!(gallery.run("return failed").await, json!(null));

    // What a router keeps beside an address.
    gallery.open("pages").await;
    gallery.run("history.replaceState({ own: 1 }, '', '#part')").await;
    gallery.ask("cho").await;
    gallery
        .becomes("return [search.get('q'), location.hash, history.state?.own]", json!(["cho", "#part", 1]))
        .await;

    // A letter with Shift is another key; a sign may need it.
    let press = "const press = (init) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
        box.blur(); element.setAttribute('shortcut', 'mod+k ?');";
    let all = "return [press({ key: 'K', ctrlKey: true, metaKey: true, shiftKey: true }), press({ key: 'k', ctrlKey: true, metaKey: true }), press({ key: '?', shiftKey: true })]";
    assert_eq!(gallery.run(&format!("{press} {all}")).await, json!([true, false, false]));
    // Where Latin letters have no keys, the key counts; where they have others, the letter.
    let other = "const both = { code: 'KeyK', ctrlKey: true, metaKey: true }; return [press({ key: 'л', ...both }), press({ key: 't', ...both })]";
    assert_eq!(gallery.run(&format!("{press} {other}")).await, json!([false, true]));
}

async fn says_what_is_not_in_the_words_of_the_site(gallery: &Gallery) {
    gallery.open("pages").await;
    let own =
        json!({"found": null, "best": "x", "more": 5, "errors": {"index/missing": "Weg!"}, "nothing": {}});
    gallery.run(&format!("element.setAttribute('strings', {:?})", own.to_string())).await;
    gallery.ask("cho").await;
    let vi = strings("vi");
    assert_eq!(gallery.run("return one('more').textContent").await, vi["more"]);
    assert_eq!(gallery.run("return /\\d/.test(one('status').textContent) && !one('status').textContent.includes('undefined')").await, true);
    // What is not in them is said as ever.
    gallery.run("failed = null; element.setAttribute('filters', 'no-such:x')").await;
    gallery.becomes("return failed?.code", json!("filter/unknown")).await;
    let why = vi["errors"]["filter/unknown"].as_str().expect("a string");
    assert_eq!(gallery.run(&format!("return one('status').textContent.includes({why:?})")).await, true);
    // It is no answer to that, and what is asked is in the address all the same.
    assert_eq!(gallery.run("return all('hit').length").await, 0);
    gallery.run("element.search('vung')").await;
    gallery.becomes("return search.get('q')", json!("vung")).await;
    for none in ["null", "[1]", "7", "\"x\""] {
        gallery.run(&format!("element.setAttribute('strings', '{none}')")).await;
        assert_eq!(gallery.run("return one('more').textContent").await, vi["more"], "{none}");
    }
}

async fn forgets_what_is_chosen_no_more(gallery: &Gallery) {
    // A month in the address stays one, though no calendar can show it.
    gallery.open("pages&q=cho&q-from=2025-03").await;
    gallery
        .becomes("return [answer?.query ?? answered, one('date-input').value]", json!(["cho", "2025-03"]))
        .await;
    gallery.ask("chợ").await;
    let state = "return [search.get('q-from'), all('hit').length > 0 && all('hit').every((hit) => hit.querySelector('time').dateTime >= '2025-03')]";
    assert_eq!(gallery.run(state).await, json!(["2025-03", true]));
    let within = gallery.run("return answer.total").await;
    // Nor is a day dropped that no month has.
    gallery.open("pages&q=cho&q-to=2025-02-30").await;
    let state = "return [answer?.query ?? answered, search.get('q-to'), all('date-input')[1].value]";
    gallery.becomes(state, json!(["cho", "2025-02-30", "2025-02-30"])).await;
    gallery.open("pages&q=cho&q-from=2025-03").await;
    gallery.becomes("return answer?.query ?? answered", json!("cho")).await;
    gallery.ask("chợ").await;
    // The focus stays near when the button goes that had it.
    gallery.run("one('reset').focus(); answered = null; one('reset').click()").await;
    gallery
        .becomes(
            "return [answered, seen('reset'), root.activeElement === one('filters-summary')]",
            json!(["chợ", false, true]),
        )
        .await;
    assert!(gallery.run("return answer.total").await.as_u64() > within.as_u64());
    // Nothing is counted where nothing is asked.
    gallery.run("one('check').click()").await;
    gallery.until("return seen('reset')").await;
    gallery.run("element.search('')").await;
    gallery.becomes("return box.value", json!("")).await;
    gallery.run("all('check').find((check) => check.checked).click()").await;
    gallery
        .becomes("return [all('hit').length, seen('value'), seen('reset')]", json!([0, false, false]))
        .await;
    gallery.is_quiet("what is chosen").await;
}

async fn comes_back_to_what_was_filtered(gallery: &Gallery) {
    // Past the search without a filter, to the article that was opened with one, and back to that.
    gallery.open("pages").await;
    gallery.run("element.setAttribute('reader', '')").await;
    gallery.ask("cho").await;
    gallery.until("return search.get('q') === 'cho'").await;
    let all = gallery.run("return answer.total").await;
    gallery.run("one('check').click()").await;
    gallery.until("return search.has('q.loại')").await;
    let within = gallery.run("return answer.total").await;
    assert_ne!(all, within);
    gallery.run("one('hit').click()").await;
    gallery.until("return seen('article')").await;
    gallery.run("history.go(-2)").await;
    let state = "return [search.has('q.loại'), one('check').checked, seen('article'), answer.total]";
    gallery.becomes(state, json!([false, false, false, all])).await;
    gallery.run("history.go(2)").await;
    gallery.until("return seen('article')").await;
    gallery.run("history.back()").await;
    gallery.becomes(state, json!([true, true, false, within])).await;

    // Filters alone, and the article that was opened with them loaded again.
    gallery.run("element.search('')").await;
    gallery.until("return !search.has('q') && search.has('q.loại') && seen('hit')").await;
    gallery.run("one('hit').click()").await;
    gallery.until("return seen('article')").await;
    gallery.session.client.refresh().await.expect("the page loads again");
    gallery.until("return root && seen('article')").await;
    gallery.run("one('back').click()").await;
    gallery.until("return !seen('article') && all('hit').length > 0").await;
    gallery.is_quiet("what was filtered").await;
}

async fn is_no_dialog_where_it_is_not_shown(gallery: &Gallery) {
    gallery.open("dialog").await;
    let press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }))";
    gallery.run(&format!("element.parentElement.style.display = 'none'; {press}")).await;
    assert_eq!(gallery.run("return root.querySelector('dialog').open").await, json!(false));
    gallery.run(&format!("element.parentElement.style.display = ''; {press}")).await;
    assert_eq!(gallery.run("return root.querySelector('dialog').open").await, json!(true));
}

async fn keeps_all_of_it_in_the_address(gallery: &Gallery) {
    // Conditions alone are a search too, and a place in the page changes nothing of it.
    gallery.open("pages").await;
    gallery.ask("cho").await;
    gallery.run("one('check').click()").await;
    gallery.until("return search.has('q.loại')").await;
    gallery.run("box.focus(); box.select()").await;
    gallery.press(BACKSPACE).await;
    gallery.until("return !search.has('q') && search.has('q.loại')").await;
    let state = "return [box.value, answer?.total, one('check').checked, location.search]";
    let before = gallery.run(state).await;
    assert_eq!((&before[0], &before[2]), (&json!(""), &json!(true)));
    gallery.run("location.hash = '#elsewhere'").await;
    gallery.until("return location.hash === '#elsewhere'").await;
    later(gallery, 400).await;
    assert_eq!(gallery.run(state).await, before);
    gallery.session.client.refresh().await.expect("the page loads again");
    gallery.becomes(state, before).await;

    // What is chosen is not undone by a link within the page, though the address does not say it yet.
    gallery.open("pages").await;
    gallery.ask("cho").await;
    gallery.until("return search.get('q') === 'cho'").await;
    gallery.run("all('check')[1].click(); location.hash = '#elsewhere'").await;
    gallery.until("return search.has('q.loại')").await;
    assert_eq!(gallery.run("return [all('check')[1].checked, box.value]").await, json!([true, "cho"]));

    // Who is in a hurry does not leave the page.
    gallery.open("inline").await;
    gallery.run("history.pushState(null, '', '#before'); history.pushState(null, '', '#list')").await;
    read(gallery, "bien gioi").await;
    gallery.run("for (let times = 0; times < 3; times++) one('back').click()").await;
    gallery.until("return !seen('article')").await;
    later(gallery, 200).await;
    assert_eq!(gallery.run("return [location.hash, all('hit').length]").await, json!(["#list", 5]));

    // A site's own addresses stay, whoever writes a search beside them.
    gallery.open("inline").await;
    gallery.run("element.setAttribute('url-param', 'q'); location.hash = '#/route/42'").await;
    gallery.ask("hua phan").await;
    gallery.becomes("return [search.get('q'), location.hash]", json!(["hua phan", "#/route/42"])).await;
    gallery.run(&format!("location.hash = {UNKNOWN:?}")).await;
    gallery.until("return failed?.code === 'document/unknown'").await;
    gallery.ask("bien gioi").await;
    gallery.becomes("return [search.get('q'), location.hash]", json!(["bien gioi", ""])).await;

    // What is done to the list leaves the article that cannot be read; another takes its place.
    gallery.open("pages").await;
    gallery.run("location.hash = '#/no-such?q=cho'").await;
    gallery.until("return failed?.code === 'document/unknown' && all('hit').length").await;
    gallery.run("one('check').click()").await;
    gallery.becomes("return [location.hash, search.has('q.loại')]", json!(["", true])).await;
    gallery.open("inline").await;
    gallery.run(&format!("location.hash = {UNKNOWN:?}")).await;
    gallery.until("return failed?.code === 'document/unknown' && seen('hit')").await;
    let places = gallery.run("return history.length").await;
    gallery.run("one('hit').click()").await;
    gallery.until("return seen('article')").await;
    assert_eq!(gallery.run("return history.length").await, places);
    gallery.run("one('back').click()").await;
    gallery
        .becomes("return [location.hash, seen('article'), all('hit').length]", json!(["", false, 2]))
        .await;

    // Where a dialog is open, nothing outside of it is heard.
    for (mode, is_in) in [("dialog", true), ("page", false)] {
        gallery.run(&format!("element.setAttribute('mode', {mode:?}); element.open()")).await;
        gallery.ask("bien gioi").await;
        gallery.becomes("return [/^5/.test(one('announcer').textContent), Boolean(one('announcer').closest('dialog[open]')), all('announcer').length]", json!([true, is_in, 1])).await;
    }
    gallery.is_quiet("addresses").await;
}

/// Some give every object functions, or every page lists of their own.
async fn works_beside_scripts_of_other_times(gallery: &Gallery) {
    // The driver of Firefox runs scripts where they change nothing of the page's own.
    if gallery.browser == Browser::Firefox {
        return;
    }
    gallery.open("pages").await;
    let answers = "
        const from = Array.from;
        Object.prototype.merge = function () {};
        Array.from = (list) => [].concat(...list);
        answered = null;
        box.value = 'cho';
        box.dispatchEvent(new Event('input', { bubbles: true }));
        const late = Date.now() + 9000;
        while (answered === null && Date.now() < late) await new Promise((go) => setTimeout(go, 20));
        element.setAttribute('strings', '{\"more\": \"Xem nữa\"}');
        // What a driver makes of such objects is another matter.
        delete Object.prototype.merge;
        Array.from = from;
        return [answered, all('hit').length, one('more').textContent, texts('count').some((count) => /\\D/.test(count)), texts('status').join().includes('function')];";
    let script = format!("return (async () => {{ {answers} }})()");
    assert_eq!(gallery.run(&script).await, json!(["cho", 5, "Xem nữa", false, false]));
    gallery.is_quiet("scripts of other times").await;
}

/// No path leads through such a tree, and no script finds what is in it.
async fn is_in_a_tree_that_is_closed(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery
        .run(
            "const place = document.createElement('div'); document.body.prepend(place);
             window.moved = element; place.attachShadow({ mode: 'closed' }).append(element); box.focus()",
        )
        .await;
    // What every script calls the element by is looked up in the page.
    let moved = "const root = moved.shadowRoot, box = root.querySelector('[part=input]'), list = root.querySelector('[part=list]');";
    gallery.session.run(&format!("{moved} answered = null; box.focus()")).await;
    gallery.press("hua phan").await;
    gallery.session.until(&format!("{moved} return answered === 'hua phan' && list.checkVisibility()")).await;
    let pressed = |on: &str| {
        format!(
            "{moved} {on}.dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true, composed: true }})); return list.checkVisibility()"
        )
    };
    assert_eq!(gallery.session.run(&pressed("list.firstElementChild")).await, true, "it is its own");
    assert_eq!(gallery.session.run(&pressed("document.body")).await, false, "it covers nothing any more");
    gallery.is_quiet("a closed tree").await;
}

/// Whoever pastes another query and presses Enter opens no hit of the one before; what was cleared
/// is found again on the way back; and the usual order can be chosen where a site has another.
async fn chooses_only_of_what_is_asked(gallery: &Gallery) {
    gallery.open("inline").await;
    gallery.ask("bien gioi").await;
    gallery.press(ARROW_DOWN).await;
    gallery.until("return active()").await;
    let paste = "const put = (query) => { box.value = query; box.dispatchEvent(new Event('input', { bubbles: true })) };";
    gallery.run(&format!("{paste} answered = null; put('hua phan')")).await;
    gallery.press(ENTER).await;
    gallery.until("return answered === 'hua phan'").await;
    assert_eq!(
        gallery.run("return [box.value, location.hash, seen('article')]").await,
        json!(["hua phan", "", false])
    );

    gallery.open("pages").await;
    gallery.run("element.setAttribute('reader', '')").await;
    read(gallery, "cho").await;
    gallery.run(&format!("{paste} put('')")).await;
    gallery.until("return !seen('article') && !seen('hit') && !location.hash").await;
    gallery.run("history.back()").await;
    gallery.until("return seen('article')").await;
    gallery.run("one('back').click()").await;
    gallery
        .becomes("return [seen('article'), box.value, all('hit').length > 0]", json!([false, "cho", true]))
        .await;

    // Of a link with another query: what the address asked is asked again, and the lines of a query are no one word.
    gallery.open("pages&q=cho").await;
    gallery.run("element.setAttribute('reader', '')").await;
    gallery.until("return seen('hit')").await;
    gallery.ask("cho ").await;
    gallery.run("element.search('cho')").await;
    gallery.until("return answered === 'cho' && /#.*q=cho$/.test(one('hit').href)").await;
    gallery.run("location.hash = new URL(one('hit').href).hash.replace(/q=.*/, 'q=vung')").await;
    gallery.until("return seen('article') && box.value === 'vung'").await;
    gallery.run("history.back()").await;
    let state = "return [seen('article'), box.value, search.get('q'), answered]";
    gallery.becomes(state, json!([false, "cho", "cho", "cho"])).await;
    gallery.run("element.search('vung\\ncao')").await;
    gallery.becomes("return [box.value, answered]", json!(["vung cao", "vung cao"])).await;

    // The usual order, where a site has another: with the address of somebody who chose it.
    let other = "const place = element.parentNode, other = element.cloneNode(); other.setAttribute('sort', 'date');
        element.remove(); search.set('q-sort', 'relevance'); history.replaceState(null, '', `?${search}`); place.append(other)";
    gallery.run(other).await;
    gallery.until("return element.getAttribute('sort') === 'date' && seen('hit')").await;
    gallery
        .becomes("return [one('sort').value, search.get('q-sort')]", json!(["relevance", "relevance"]))
        .await;
    gallery.is_quiet("what is chosen").await;
}

/// A heading is no number of a paragraph, whatever it is called.
async fn reads_from_the_heading_that_was_chosen(gallery: &Gallery) {
    gallery.open("pages").await;
    gallery.run("element.setAttribute('reader', '')").await;
    gallery.ask("hanh trinh").await;
    gallery.until("return seen('section')").await;
    let heading = gallery.run("const title = one('section').querySelector('[part=title]').textContent; one('section').click(); return title").await;
    gallery.becomes("return texts('named')", json!([heading])).await;
    gallery.run("location.hash = location.hash.replace(/&p=.*/, '&p=.1')").await;
    gallery.becomes("return [seen('article'), texts('named')]", json!([true, []])).await;
    gallery.is_quiet("headings").await;
}
