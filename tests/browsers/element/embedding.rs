//! In pages that are strict, in frames of other sites, and where much is refused.
//!
//! In: policies, origins, a storage and a history that throw. Out: it works all
//! the same, or says what is wrong. Invariant: what is refused costs nothing
//! else.

use fantoccini::Locator;
use serde_json::json;

use super::{Gallery, demo};
use crate::browsers::server::Server;
use crate::browsers::{ARROW_DOWN, ENTER, ESCAPE, Way};

/// A page in which nothing can be kept.
pub(super) const REFUSING: &str = "
for (const name of ['getItem', 'setItem', 'removeItem', 'clear', 'key']) {
  Storage.prototype[name] = () => { throw new DOMException('refused', 'SecurityError'); };
}
for (const name of ['pushState', 'replaceState']) {
  const own = History.prototype[name];
  // The gallery keeps what its controls say before any of it matters.
  History.prototype[name] = function (...told) { if (document.readyState !== 'complete') return own.apply(this, told); throw new DOMException('refused', 'SecurityError'); };
}";

pub(super) async fn works_where_it_is_refused_much(gallery: &Gallery) {
    let page = if gallery.way == Way::Http { "index" } else { "disk" };
    for (only, query, found) in [("inline", "hua phan", 2), ("pages", "thi tran", 3)] {
        gallery.go(&format!("{}gallery/refused-{page}.html?only={only}", gallery.address)).await;
        gallery.until("return root && document.readyState === 'complete'").await;
        gallery.ask(query).await;
        gallery.becomes("return all('hit').length", json!(found)).await;
        gallery.run("element.setAttribute('reader', '')").await;
        gallery.ask(&query[..query.len() - 1]).await;
        gallery.ask(query).await;
        gallery.press(ARROW_DOWN).await;
        gallery.press(ENTER).await;
        gallery.until("return seen('article')").await;
        gallery.run("one('next').click(); one('copy').click()").await;
        gallery.until("return one('said').textContent").await;
        gallery.press(ESCAPE).await;
        gallery.until("return !seen('article') && seen('hit')").await;
        gallery.press(ESCAPE).await;
        gallery.press(ESCAPE).await;
        gallery.is_quiet("what was refused").await;
    }
}

pub(super) async fn stories(gallery: &Gallery) {
    let [host, other] = [Server::new(demo()).await, Server::new(demo()).await];
    in_a_frame(gallery, &host, &other).await;
    from_another_host(gallery, &host, &other).await;
}

/// The gallery in a page of another host: as it is, and where it has no
/// origin, so that it can keep nothing and all hosts are others to it.
async fn in_a_frame(gallery: &Gallery, host: &Server, other: &Server) {
    // In WebKit a page without an origin is none of its own policy's `'self'`.
    for (sandbox, page) in [(None, "index.html?only=inline"), (Some("allow-scripts"), "life.html")] {
        other.day().open = sandbox.is_some();
        gallery.go(&format!("{}gallery/frame.html", host.address)).await;
        let sandboxed = sandbox
            .map_or_else(String::new, |allowed| format!("frame.setAttribute('sandbox', {allowed:?});"));
        let address = format!("{}gallery/{page}", other.address);
        gallery
            .session
            .run(&format!(
                "const frame = document.querySelector('iframe'); {sandboxed} frame.src = {address:?}"
            ))
            .await;
        let frame = gallery.session.client.find(Locator::Css("iframe")).await.expect("a frame");
        frame.enter_frame().await.expect("the frame can be entered");
        gallery.until("return element && document.readyState === 'complete'").await;
        if sandbox.is_some() {
            brings(gallery, &other.address).await;
        }
        gallery.until("return root").await;
        let keeps = "try { return Boolean(localStorage); } catch { return false; }";
        assert_eq!(gallery.run(keeps).await, sandbox.is_none());
        // WebKit's driver has no keys for a frame.
        gallery.run("element.search('hua phan')").await;
        gallery.becomes("return [answered, all('hit').length]", json!(["hua phan", 2])).await;
        gallery.run("one('hit').click()").await;
        gallery.until("return seen('article')").await;
        gallery.run("one('back').click()").await;
        gallery.until("return !seen('article')").await;
        gallery.is_quiet("being in a frame").await;
        gallery.session.client.enter_parent_frame().await.expect("out of the frame");
    }
}

/// A script whose host lets others read its files, and one whose host does not.
async fn from_another_host(gallery: &Gallery, host: &Server, other: &Server) {
    for open in [true, false] {
        other.day().open = open;
        gallery.go(&format!("{}gallery/life.html", host.address)).await;
        brings(gallery, &other.address).await;
        gallery.until("return root").await;
        if open {
            gallery.ask("hua phan").await;
            gallery.becomes("return all('hit').length", json!(2)).await;
            gallery.is_quiet("a script from elsewhere").await;
        } else {
            gallery.run("box.focus()").await;
            gallery.press("b").await;
            gallery
                .becomes(
                    "return [failed?.code, element.querySelector('a').checkVisibility()]",
                    json!(["index/missing", true]),
                )
                .await;
        }
    }
}

/// Puts the script of this folder into the page.
async fn brings(gallery: &Gallery, folder: &str) {
    let script = format!(
        "const script = document.createElement('script'); script.src = '{folder}timkiem.js'; document.head.append(script)"
    );
    gallery.run(&script).await;
}
