//! Who may ask: requests must name this server in `Host`, and bring the token where there is one.
//!
//! The look at `Host` is what keeps web pages out whose name was pointed at this machine: their requests carry that
//! name.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::settings::{Settings, Token};
use super::{answer, page};

/// Paths that need no token: they say nothing of the archive but whether it can be opened.
const OPEN: [&str; 2] = ["/healthz", "/readyz"];

/// What `Host` may say, and the token.
#[derive(Debug)]
pub(super) struct Access {
    hosts: Vec<String>,
    /// Set when the server listens on every address of the machine: then any address with this port will do. A name
    /// will not, as a name can be pointed anywhere.
    any_address_with: Option<u16>,
    token: Option<Token>,
}

impl Access {
    /// For a server that listens on `bound`.
    pub(super) fn new(settings: &Settings, bound: SocketAddr) -> Self {
        let port = bound.port();
        let own = bound.ip().to_canonical();
        let mut names =
            vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned(), written(own)];
        names.dedup();
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names);
        }
        for site in settings.public_url.iter().chain(&settings.origins) {
            hosts.extend(site.hosts.iter().cloned());
        }
        Self { hosts, any_address_with: own.is_unspecified().then_some(port), token: settings.token.clone() }
    }

    fn knows_host(&self, host: &str) -> bool {
        let is_listed = self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
        is_listed || self.any_address_with.is_some_and(|port| is_address(host, port))
    }

    /// Whether the request brings the token, where there is one.
    fn admits(&self, path: &str, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        OPEN.contains(&path)
            || page::has(path)
            || sole(headers, header::AUTHORIZATION)
                .and_then(|value| value.as_bytes().split_first_chunk::<7>())
                .is_some_and(|(scheme, given)| scheme.eq_ignore_ascii_case(b"bearer ") && token.is(given))
    }
}

/// An address as URLs write it.
fn written(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Whether `host` is an address, not a name, with this port.
fn is_address(host: &str, port: u16) -> bool {
    let with_port = host.parse::<SocketAddr>().is_ok_and(|address| address.port() == port);
    let bare = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    with_port || (port == 80 && bare)
}

/// The value of a header that is there once.
fn sole(headers: &HeaderMap, name: header::HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// Refuses requests for another host.
pub(super) async fn check_host(
    State(access): State<std::sync::Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let host = match request.uri().authority() {
        // A proxy's form of a request, whose target goes before the header.
        Some(authority) => Some(authority.as_str()),
        None => sole(request.headers(), header::HOST).and_then(|host| host.to_str().ok()),
    };
    if host.is_some_and(|host| access.knows_host(host)) {
        return next.run(request).await;
    }
    answer::error(
        StatusCode::FORBIDDEN,
        "this server does not answer for the host of this request; start it with --public-url if it should",
    )
}

/// Refuses requests without the token.
pub(super) async fn check_token(
    State(access): State<std::sync::Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    if access.admits(request.uri().path(), request.headers()) {
        return next.run(request).await;
    }
    let mut response = answer::error(
        StatusCode::UNAUTHORIZED,
        "this server needs a token; send it in the header Authorization: Bearer TOKEN",
    );
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

#[cfg(test)]
mod tests {
    use super::Access;
    use crate::http::{Settings, Token};
    use axum::http::{HeaderMap, HeaderValue, header};
    use std::time::Duration;

    fn access(bound: &str, public: Option<&str>, token: Option<&str>) -> Access {
        let address = bound.parse().unwrap();
        let settings = Settings {
            address,
            token: token.map(|token| Token::new(token).unwrap()),
            public_url: public.map(|url| url.parse().unwrap()),
            origins: Vec::new(),
            most_running: 1,
            time_limit: Duration::from_secs(1),
            most_bytes: 1,
        };
        Access::new(&settings, address)
    }

    #[test]
    fn a_host_must_be_one_by_which_the_server_is_known() {
        for (bound, public, host, expected) in [
            ("127.0.0.1:8080", None, "127.0.0.1:8080", true),
            ("127.0.0.1:8080", None, "LocalHost:8080", true),
            ("127.0.0.1:8080", None, "[::1]:8080", true),
            ("127.0.0.1:8080", None, "localhost", false),
            ("127.0.0.1:8080", None, "localhost:8081", false),
            ("127.0.0.1:8080", None, "evil.example:8080", false),
            ("127.0.0.1:8080", None, "127.0.0.1.evil.example:8080", false),
            ("127.0.0.1:8080", None, "192.168.0.1:8080", false),
            ("127.0.0.1:80", None, "localhost", true),
            ("127.0.0.2:8080", None, "127.0.0.2:8080", true),
            ("0.0.0.0:8080", None, "192.168.0.1:8080", true),
            ("0.0.0.0:8080", None, "192.168.0.1:81", false),
            ("0.0.0.0:8080", None, "192.168.0.1", false),
            ("0.0.0.0:80", None, "192.168.0.1", true),
            ("[::]:8080", None, "[fd00::1]:8080", true),
            ("0.0.0.0:8080", None, "laptop:8080", false),
            ("127.0.0.1:8080", Some("https://usage.example"), "usage.example", true),
            ("127.0.0.1:8080", Some("https://usage.example"), "usage.example:443", true),
            ("127.0.0.1:8080", Some("https://usage.example"), "usage.example:8080", false),
        ] {
            let known = access(bound, public, None).knows_host(host);
            assert_eq!(known, expected, "{host} at {bound}, public {public:?}");
        }
    }

    #[test]
    fn the_token_must_be_there_once_and_whole() {
        let access = access("127.0.0.1:8080", None, Some("t0k"));
        let admits = |path: &str, values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
            }
            access.admits(path, &headers)
        };
        assert!(admits("/v1/sessions", &["Bearer t0k"]));
        assert!(admits("/v1/sessions", &["bearer t0k"]), "schemes are compared without regard to case");
        for wrong in [
            &[][..],
            &["t0k"],
            &["Bearer"],
            &["Bearer "],
            &["Bearer t0k "],
            &["Bearer  t0k"],
            &["Basic t0k"],
            &["Bearer t0k", "Bearer t0k"],
        ] {
            assert!(!admits("/v1/sessions", wrong), "{wrong:?}");
            assert!(!admits("/nowhere", wrong), "what is not there is not told either");
            assert!(admits("/healthz", wrong) && admits("/readyz", wrong));
        }
    }
}
