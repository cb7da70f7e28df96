//! What a server is told before it starts: where to listen, for whom, and how much it may do at once.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use std::{fmt, io};

use axum::http::uri::{Scheme, Uri};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The settings of a server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 means any free one.
    pub address: SocketAddr,
    /// What requests must bring, if anything.
    pub token: Option<Token>,
    /// How the server is reached from outside.
    pub public_url: Option<Site>,
    /// Whose pages may read answers.
    pub origins: Vec<Site>,
    /// Reports made at the same time.
    pub most_running: usize,
    /// How long a request may take, the time in line included.
    pub time_limit: Duration,
    /// Bytes that an answer may have.
    pub most_bytes: u64,
}

impl Settings {
    /// Refuses to listen to other machines without a token.
    ///
    /// # Errors
    ///
    /// [`ServeError::TokenNeeded`].
    pub(super) fn check(&self) -> Result<(), ServeError> {
        let address = self.address.ip().to_canonical();
        if self.token.is_none() && !address.is_loopback() {
            return Err(ServeError::TokenNeeded(address));
        }
        Ok(())
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Other machines could connect, and nobody would have to say who he is.
    #[error(
        "{0} is not a loopback address, so other machines could read the archive; give a token with --token-file or \
         AGENTEXPORT_TOKEN, or leave --host out"
    )]
    TokenNeeded(IpAddr),
    /// A token that no header can carry.
    #[error("the token must be one line of visible ASCII characters; make one with: openssl rand -hex 32")]
    BadToken,
    /// The file of the token.
    #[error("{}: the token cannot be read: {cause}", path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// Neither an origin nor a public URL.
    #[error("{0:?} is not the address of a site; write scheme and host only, as https://usage.example.org")]
    BadSite(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}; choose another --port or --host")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        cause: io::Error,
    },
    /// Threads or signals.
    #[error("the server cannot run: {0}")]
    Runtime(#[from] io::Error),
}

/// What requests must bring. It is never shown: not its text, only its hash is kept.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// Takes a token as it stands in a file or variable.
    ///
    /// # Errors
    ///
    /// [`ServeError::BadToken`].
    pub fn new(text: &str) -> Result<Self, ServeError> {
        let token = text.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ServeError::BadToken);
        }
        Ok(Self(Sha256::digest(token.as_bytes()).into()))
    }

    /// Whether `given` is this token. How long this takes says nothing about how much of it is right.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        Sha256::digest(given).as_slice().ct_eq(self.0.as_slice()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

/// A scheme, a host and perhaps a port: what browsers call an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// As browsers write it: in lower case, without the port that the scheme implies.
    pub(super) origin: String,
    /// What `Host` may say of it.
    pub(super) hosts: Vec<String>,
}

impl FromStr for Site {
    type Err = ServeError;

    fn from_str(text: &str) -> Result<Self, ServeError> {
        let bad = || ServeError::BadSite(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let scheme = uri.scheme().ok_or_else(bad)?;
        let implied = if *scheme == Scheme::HTTPS {
            443
        } else if *scheme == Scheme::HTTP {
            80
        } else {
            return Err(bad());
        };
        let authority = uri.authority().ok_or_else(bad)?;
        let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains(['@', '#']);
        if !is_bare || authority.host().is_empty() {
            return Err(bad());
        }
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().unwrap_or(implied);
        let with_port = format!("{host}:{port}");
        let (name, hosts) = if port == implied {
            (host.clone(), vec![host, with_port])
        } else {
            (with_port.clone(), vec![with_port])
        };
        Ok(Self { origin: format!("{scheme}://{name}"), hosts })
    }
}

#[cfg(test)]
mod tests {
    use super::{Site, Token};

    #[test]
    fn a_site_is_written_as_browsers_do() {
        for (text, origin, hosts) in [
            ("https://A.example", "https://a.example", &["a.example", "a.example:443"][..]),
            ("http://a:80/", "http://a", &["a", "a:80"]),
            ("http://a:8080", "http://a:8080", &["a:8080"]),
            ("https://[::1]:8443", "https://[::1]:8443", &["[::1]:8443"]),
        ] {
            let site: Site = text.parse().unwrap();
            assert_eq!(
                (site.origin.as_str(), site.hosts),
                (origin, hosts.iter().map(|h| (*h).to_owned()).collect())
            );
        }
        for bad in
            ["", "a", "a:80", "/x", "ftp://a", "https://a/b", "https://a?b", "https://u:p@a", "*", "null"]
        {
            assert!(bad.parse::<Site>().is_err(), "{bad:?} is no site");
        }
    }

    #[test]
    fn a_token_is_compared_whole_and_never_shown() {
        let token = Token::new(" s3cret\n").unwrap();
        assert!(token.is(b"s3cret"));
        for wrong in ["", "s3cre", "s3cret ", "S3cret", "s3cret2"] {
            assert!(!token.is(wrong.as_bytes()), "{wrong:?}");
        }
        assert_eq!(format!("{token:?}"), "Token");
        for bad in ["", "  ", "two words", "a\nb", "ä"] {
            assert!(Token::new(bad).is_err(), "{bad:?}");
        }
    }
}
