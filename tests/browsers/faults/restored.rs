//! Back from elsewhere: a page that the browser held ready for the way back is
//! as it was left, with its engine, and goes on.

use serde_json::json;

use super::super::driver::{Browser, Session};
use super::super::host::{Fault, Shown};
use super::{ALWAYS, EMPTY, QUERY, host, site, to_its_end};

const PAGE: &str = "<script src=\"/kept/timkiem.js\" defer></script><tim-kiem mode=\"page\"></tim-kiem>
    <script>addEventListener('pageshow', ({ persisted }) => (window.isRestored = persisted))</script>";

/// How often a page is left until a browser holds it ready, which is as it likes.
const TIMES: usize = 8;

const BACK: &str = "return window.isRestored && [element.shadowRoot.querySelectorAll('[part=hit]').length, element.shadowRoot.querySelector('input').value]";

fn is_as_it_was_left(browser: Browser) {
    to_its_end(async {
        let (host, pages) = host(&[("kept.html", &format!("{EMPTY}{PAGE}"))]);
        // What a host wants kept nowhere is not held ready either.
        host.show("page", Shown { folder: pages.path().to_owned(), kept: Some(60), ..Shown::default() });
        host.show("kept", Shown { folder: site().to_owned(), kept: Some(60), ..Shown::default() });
        let session = Session::new(browser).await;
        session.client.goto(&format!("{}page/kept.html", host.address)).await.expect("the page opens");
        session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        let elsewhere = async |leave: &str| {
            session.run(&format!("window.isRestored = false; window.isLeft = true; {leave}; setTimeout(() => (location.href = '/page/empty.html'))")).await;
            session
                .until(
                    "return location.pathname === '/page/empty.html' && document.readyState === 'complete'",
                )
                .await;
            session.run("setTimeout(() => history.back())").await;
            session
                .until("return location.pathname === '/page/kept.html' && document.readyState === 'complete'")
                .await;
        };
        for time in 1.. {
            session.run(&format!("document.querySelector('tim-kiem').search({QUERY:?})")).await;
            session.until("return answer?.total === 5").await;
            elsewhere("").await;
            if session.run("return Boolean(window.isLeft)").await == true {
                break;
            }
            assert!(time < TIMES, "{browser:?} never holds it ready");
            session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        }
        let shown =
            session.until(&format!("const element = document.querySelector('tim-kiem'); {BACK}")).await;
        assert_eq!(shown, json!([5, QUERY]));
        session.run("document.querySelector('tim-kiem').search('hua phan')").await;
        session.until("return answered === 'hua phan' && answer.total === 2").await;

        // So it is with one that was waiting for something when it was left.
        let faults = vec![("/texts-".to_owned(), Fault::Silent, ALWAYS)];
        host.show("kept", Shown { folder: site().to_owned(), faults, kept: Some(60) });
        elsewhere("document.querySelector('tim-kiem').search('ma tuy')").await;
        host.show("kept", Shown { folder: site().to_owned(), kept: Some(60), ..Shown::default() });
        session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        session.run("document.querySelector('tim-kiem').search('an ninh')").await;
        session.until("return answered === 'an ninh' && answer.total > 2 && !answer.partial").await;
        assert_eq!(session.run("return messages").await, json!([]));
        session.close().await;
    });
}

#[test]
fn a_page_is_as_it_was_left_in_chromium() {
    is_as_it_was_left(Browser::Chromium);
}

#[test]
fn a_page_is_as_it_was_left_in_firefox() {
    is_as_it_was_left(Browser::Firefox);
}
