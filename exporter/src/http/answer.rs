//! Answers: documents with what lets clients keep them, and errors as `{"error": ...}`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::body::{Bytes, Frame, SizeHint};

use super::tag;

/// Answers may be kept, but must be asked for again: the archive may have changed.
const REVALIDATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Errors and states of the moment are not kept.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// Media types of answers.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(super) const LINES: HeaderValue = HeaderValue::from_static("application/x-ndjson");
pub(super) const SCHEMA: HeaderValue = HeaderValue::from_static("application/schema+json");

/// A finished document: its bytes in blocks, and the tag that stands for exactly these bytes.
#[derive(Debug, Clone)]
pub(super) struct Document {
    blocks: VecDeque<Bytes>,
    tag: HeaderValue,
}

impl Document {
    /// Reads all of the bytes once, for the tag.
    pub(super) fn new(blocks: Vec<Vec<u8>>) -> Self {
        let tag = tag::of(&blocks);
        Self { blocks: blocks.into_iter().map(Bytes::from).filter(|block| !block.is_empty()).collect(), tag }
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> u64 {
        self.blocks.iter().map(|block| block.len() as u64).sum()
    }

    /// The answer to a request with these headers: the document, or that the client has it already. `varies_by` are
    /// the headers of requests that decide about it.
    pub(super) fn answer(
        self,
        request: &HeaderMap,
        media_type: HeaderValue,
        varies_by: &'static str,
    ) -> Response {
        let is_known = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .any(|list| list.to_str().is_ok_and(|list| tag::matches(list, &self.tag)));
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag);
        headers.insert(header::CACHE_CONTROL, REVALIDATE);
        headers.insert(header::VARY, HeaderValue::from_static(varies_by));
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            headers.insert(header::CONTENT_TYPE, media_type);
            *response.body_mut() = Body::new(Blocks(self.blocks));
        }
        response
    }
}

/// A body of blocks whose length is known beforehand.
struct Blocks(VecDeque<Bytes>);

impl hyper::body::Body for Blocks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|block| Ok(Frame::data(block))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|block| block.len() as u64).sum())
    }
}

/// A JSON text that is not kept.
pub(super) fn json(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response.headers_mut().insert(header::CACHE_CONTROL, NOT_KEPT);
    response
}

/// An error that says `sentence`.
pub(super) fn error(status: StatusCode, sentence: &str) -> Response {
    json(status, format!("{}\n", serde_json::json!({ "error": sentence })))
}
