//! The three browsers, each behind its own WebDriver.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use url::Url;

/// How long anything in a page may take before it counts as never.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

/// A browser under way; ends with this.
pub(crate) struct Session {
    driver: Child,
    port: u16,
    pub(crate) client: Client,
}

impl Session {
    /// Starts a browser.
    pub(crate) async fn new(browser: Browser) -> Session {
        Session::start(browser, false).await
    }

    /// Starts a browser whose windows are private.
    pub(crate) async fn private(browser: Browser) -> Session {
        Session::start(browser, true).await
    }

    async fn start(browser: Browser, is_private: bool) -> Session {
        let started = Instant::now();
        let mut starting = Starting::new(browser);
        loop {
            let connected = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities(browser, is_private))
                .connect(&format!("http://127.0.0.1:{}", starting.port))
                .await;
            let why = match connected {
                Ok(client) => {
                    let driver = starting.driver.take().expect("it was started");
                    return Session { driver, port: starting.port, client };
                }
                Err(why) => why,
            };
            assert!(started.elapsed() < PATIENCE, "{browser:?} does not start: {why}");
            // Whoever asked for a port in the meantime may have been given this one.
            if starting.has_ended() {
                starting = Starting::new(browser);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Loads a page, afresh if it is here already.
    pub(crate) async fn load(&self, address: &str) {
        let without_hash = |mut address: Url| {
            address.set_fragment(None);
            address
        };
        let here = self.client.current_url().await.expect("an address");
        // Going to another hash of the same page would not load it again.
        if Url::parse(address).is_ok_and(|address| without_hash(address) == without_hash(here)) {
            self.client.goto("about:blank").await.expect("a blank page");
        }
        self.client.goto(address).await.unwrap_or_else(|why| panic!("{address}: {why}"));
    }

    /// Runs a script in the page; what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|why| panic!("{script}: {why:?}"))
    }

    /// Runs a script until it returns something true.
    pub(crate) async fn until(&self, script: &str) -> Value {
        let started = Instant::now();
        loop {
            let found = self.run(script).await;
            if !matches!(found, Value::Null | Value::Bool(false)) {
                return found;
            }
            if started.elapsed() > PATIENCE {
                let state = self.run("return [location.href, ...[...document.querySelectorAll('tim-kiem, tim-kiem-offline')].map((one) => one.shadowRoot?.textContent), window.messages, document.visibilityState]").await;
                panic!("{script}: not in {PATIENCE:?}; the page is {state}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses keys, one after the other.
    pub(crate) async fn press(&self, keys: &str) {
        self.try_to_press(keys).await.unwrap_or_else(|why| panic!("{keys:?}: {why:?}"));
    }

    /// The same, where it can be done again: the driver of WebKit refuses keys now and then, without
    /// a word why.
    pub(crate) async fn try_to_press(&self, keys: &str) -> Result<(), CmdError> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await
    }

    /// Presses a key while another is held.
    pub(crate) async fn chord(&self, held: char, value: char) {
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.unwrap_or_else(|why| panic!("{value:?}: {why:?}"));
    }

    /// Tells Chromium what no standard command does, in the words of its own
    /// protocol.
    pub(crate) async fn devtools(&self, command: &str, params: Value) {
        let session = self.client.session_id().await.ok().flatten().expect("a session");
        let body = json!({ "cmd": command, "params": params }).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the driver listens");
        write!(
            stream,
            "POST /session/{session}/goog/cdp/execute HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("the driver reads");
        // It does not hang up, so what it says of the length is all there is to go by.
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).expect("the driver answers"), 0, "{command}: {head}");
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{command}: {head}");
    }

    /// Ends the session; a browser that is not told to end may hang on.
    pub(crate) async fn close(self) {
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        end(&mut self.driver);
    }
}

/// A driver whose browser has not started yet.
struct Starting {
    driver: Option<Child>,
    port: u16,
}

impl Starting {
    fn new(browser: Browser) -> Starting {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let mut command = match browser {
            Browser::Chromium => Command::new("chromedriver"),
            Browser::Firefox => Command::new("geckodriver"),
            Browser::WebKit => {
                let mut command = Command::new("xvfb-run");
                // A screen of its own: two that start at once would take the same.
                command.arg("-a").arg(format!("--server-num={}", 100 + port % 20_000));
                command.arg("WebKitWebDriver").env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
                command
            }
        };
        let driver = command
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own, so that whatever it starts ends with it.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|why| {
                panic!("{browser:?}: its driver does not start ({why}); `make test` installs it")
            });
        Starting { driver: Some(driver), port }
    }

    fn has_ended(&mut self) -> bool {
        self.driver.as_mut().is_some_and(|driver| matches!(driver.try_wait(), Ok(Some(_))))
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.driver.iter_mut().for_each(end);
    }
}

fn end(driver: &mut Child) {
    let _ = Command::new("kill").args(["--", &format!("-{}", driver.id())]).stderr(Stdio::null()).status();
    let _ = driver.wait();
}

fn capabilities(browser: Browser, is_private: bool) -> Map<String, Value> {
    let with = |usual: &[&str], private: &str| -> Vec<String> {
        usual.iter().copied().chain(is_private.then_some(private)).map(str::to_owned).collect()
    };
    let capabilities = match browser {
        Browser::Chromium => json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": with(&[
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ], "--incognito") },
        }),
        Browser::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "args": ["-headless"],
                "prefs": { "browser.privatebrowsing.autostart": is_private },
            },
        }),
        Browser::WebKit => json!({
            "webkitgtk:browserOptions": { "binary": mini_browser(), "args": with(&["--automation"], "--private") },
        }),
    };
    match capabilities {
        Value::Object(capabilities) => capabilities,
        _ => Map::new(),
    }
}

/// WebKitGTK's own small browser, in the library folder of this machine's kind.
fn mini_browser() -> PathBuf {
    let libraries = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut candidates = libraries.map(|entry| entry.path().join("webkit2gtk-4.1/MiniBrowser"));
    candidates.find(|path| path.exists()).expect("MiniBrowser is there; `make test` installs it")
}
