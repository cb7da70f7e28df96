//! Why a request is not answered with a document: the status, what the client reads, and what only the log says.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer;

/// Seconds after which a client that was turned away may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// A request without a document. Its sentences are read by clients, so they name no file of this machine; details are
/// for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The request cannot be understood.
    #[error("{0}")]
    Invalid(String),
    /// The cursor is no longer valid; the text of the contract's object.
    #[error("the cursor is no longer valid")]
    CursorReset(String),
    /// The document is larger than the server gives.
    #[error(
        "the answer would have {bytes} bytes, and this server gives at most {most}; ask for less, or page by page"
    )]
    TooLarge {
        /// Bytes of the document.
        bytes: u64,
        /// Bytes it may have.
        most: u64,
    },
    /// Something that the operator can mend.
    #[error("{sentence}")]
    Unavailable {
        /// What the client reads.
        sentence: String,
        /// What the log says.
        detail: String,
    },
    /// The request took too long.
    #[error("request timed out")]
    TimedOut,
    /// Too many others are waiting.
    #[error("too many requests are waiting; try again later")]
    Busy,
    /// Anything else.
    #[error("internal error")]
    Internal {
        /// What the log says.
        detail: String,
    },
}

/// What the log says about an answer, beside what it shows.
#[derive(Clone)]
pub(super) struct Detail(pub(super) String);

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::CursorReset(_) => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable { .. } | Self::TimedOut | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = match &self {
            // The object has a member `error` of its own.
            Self::CursorReset(object) => answer::json(self.status(), format!("{object}\n")),
            _ => answer::error(self.status(), &self.to_string()),
        };
        if let Self::TimedOut | Self::Busy = self {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        if let Self::Unavailable { detail, .. } | Self::Internal { detail } = self {
            response.extensions_mut().insert(Detail(detail));
        }
        response
    }
}
