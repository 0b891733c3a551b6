//! The sandbox as a command: runs until it is told to end.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use planhat_client::api::API;
use secrecy::{ExposeSecret, SecretString};

use crate::builder::{TENANT_TOKEN, TOKEN};
use crate::error::Error;
use crate::sandbox::Sandbox;

/// What the command goes by.
#[derive(Debug)]
pub struct Options {
    /// `--listen ADDRESS:PORT`: where it listens; port 0 is any free one.
    pub listen: SocketAddr,
    /// `--allow-remote`: whether that may be an address that other machines reach.
    pub allow_remote: bool,
    /// `--token`: the API token that it takes, in place of its own.
    pub token: Option<SecretString>,
    /// `--tenant-token`: the tenant token that it takes, in place of its own.
    pub tenant_token: Option<SecretString>,
    /// The quota of the API; `--no-quota` switches it off.
    pub quota: bool,
    /// `--data FILE`: keeps the records.
    pub data: Option<PathBuf>,
    /// `--demo [N]`: made-up records around so many companies.
    pub demo: Option<usize>,
    /// `--fault TEXT`, repeated: faults, in their order.
    pub faults: Vec<String>,
    /// `--seed N`: what chance goes by.
    pub seed: u64,
    /// `--log`: whether each request is told on stderr.
    pub log: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            token: None,
            tenant_token: None,
            quota: true,
            data: None,
            demo: None,
            faults: Vec::new(),
            seed: 0,
            log: false,
        }
    }
}

/// Runs a sandbox until Ctrl-C, a closed terminal or a request to end. The address is the first line
/// of stdout, and all that stands there.
///
/// # Errors
/// When it cannot start, or its records cannot be saved.
pub async fn run(options: Options) -> Result<(), Error> {
    // First, so that no signal is missed once the address is out.
    let mut signals = Signals::new()?;
    let sandbox = start(&options).await?;
    say(&sandbox, &options)?;
    signals.any().await;
    sandbox.stop().await
}

async fn start(options: &Options) -> Result<Sandbox, Error> {
    let mut builder = Sandbox::builder()
        .listen(options.listen)
        .allow_remote(options.allow_remote)
        .quota(options.quota)
        .seed(options.seed)
        // Nobody reads it here.
        .log(false)
        .log_lines(options.log);
    if let Some(token) = &options.token {
        builder = builder.token(token.expose_secret());
    }
    if let Some(token) = &options.tenant_token {
        builder = builder.tenant_token(token.expose_secret());
    }
    if let Some(path) = &options.data {
        builder = builder.data(path);
    }
    if let Some(companies) = options.demo {
        builder = builder.demo(companies);
    }
    for fault in &options.faults {
        builder = builder.fault(fault.as_str())?;
    }
    builder.start().await
}

fn say(sandbox: &Sandbox, options: &Options) -> Result<(), Error> {
    let doing = "write the address to standard output";
    let mut out = io::stdout().lock();
    let told = writeln!(out, "{}", sandbox.url()).and_then(|()| out.flush());
    told.map_err(|source| Error::Terminal { doing, source })?;
    // The address is what matters: a hint that cannot be told is none.
    let _ = io::stderr()
        .lock()
        .write_all(hint(sandbox.url(), options).as_bytes());
    Ok(())
}

/// Three lines: what it takes, what to copy, how to end it. A token that was given is not told.
fn hint(url: &str, options: &Options) -> String {
    let shown = |given: &Option<SecretString>, usual: &'static str| match given {
        Some(_) => "<as given>",
        None => usual,
    };
    let token = shown(&options.token, TOKEN);
    let mut exports = format!("export PLANHAT_BASE_URL={url}");
    let given = [
        (options.token.is_none(), "apiToken", TOKEN),
        (options.tenant_token.is_none(), "tenantToken", TENANT_TOKEN),
    ];
    for (usual, name, value) in given {
        let secret = API.secrets.iter().find(|secret| secret.name == name);
        if let (true, Some(secret)) = (usual, secret) {
            exports.push_str(&format!(" {}={value}", secret.env));
        }
    }
    let quota = if options.quota {
        format!(
            "{} calls a minute, as Planhat (--no-quota for more)",
            API.limits.per_minute
        )
    } else {
        "no quota".to_owned()
    };
    let saved = match &options.data {
        Some(path) => format!("; the records stay in {}", path.display()),
        None => "; the records are gone then".to_owned(),
    };
    format!("It takes the token {token}; {quota}.\n{exports}\nCtrl-C stops it{saved}.\n")
}

/// The signals that end it.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Self, Error> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| {
            signal(kind).map_err(|source| Error::Terminal {
                doing: "listen for signals",
                source,
            })
        };
        Ok(Signals([
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        ]))
    }

    async fn any(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

/// The signal that ends it.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Result<Self, Error> {
        Ok(Signals)
    }

    async fn any(&mut self) {
        // Where no signal can be listened for, it runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_has_three_lines_and_no_given_token() {
        let url = "http://127.0.0.1:1234";
        let usual = hint(url, &Options::default());
        let lines: Vec<&str> = usual.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].contains(TOKEN) && lines[0].contains("200 calls a minute"));
        assert_eq!(
            lines[1],
            format!(
                "export PLANHAT_BASE_URL={url} PLANHAT_API_TOKEN={TOKEN} \
                 PLANHAT_TENANT_TOKEN={TENANT_TOKEN}"
            )
        );
        let given = hint(
            url,
            &Options {
                token: Some("mine".into()),
                data: Some("file".into()),
                ..Options::default()
            },
        );
        assert!(!given.contains("mine"), "{given}");
        assert!(given.contains("stay in file"), "{given}");
        assert!(!given.contains("API_TOKEN"), "{given}");
    }
}
