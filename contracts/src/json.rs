//! Writes contract values as JSON text in v1's number form.
//!
//! Same text as `serde_json`, except that doubles print as ECMAScript prints them (`1e+21`, not `1e21`).
//! Contract types hold only finite numbers ([`crate::scalar::Number`]); a bare infinite double would print as `null`.
//! Members keep the order of the type's declaration; for the hashed form see [`crate::canonical`].

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// Replaces the number form of another formatter.
struct EcmascriptNumbers<F>(F);

macro_rules! forward {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {$(
        fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W, $($argument: $kind),*) -> io::Result<()> {
            self.0.$name(writer, $($argument),*)
        }
    )*};
}

impl<F: Formatter> Formatter for EcmascriptNumbers<F> {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        // The serializer itself writes `null` for what is not finite and never asks.
        writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
    }

    forward! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

/// Appends `value` to `out` as compact JSON.
///
/// # Errors
///
/// A writer that fails, or a map whose keys are not text; `out` then holds a partial value.
pub fn write_compact<T: Serialize + ?Sized>(out: impl io::Write, value: &T) -> Result<(), serde_json::Error> {
    value.serialize(&mut Serializer::with_formatter(out, EcmascriptNumbers(CompactFormatter)))
}

/// Appends `value` to `out` as JSON indented by two spaces.
///
/// # Errors
///
/// As [`write_compact`].
pub fn write_pretty<T: Serialize + ?Sized>(out: impl io::Write, value: &T) -> Result<(), serde_json::Error> {
    value.serialize(&mut Serializer::with_formatter(out, EcmascriptNumbers(PrettyFormatter::new())))
}

/// As [`write_pretty`], for a value that stands inside so many arrays and objects: its first line is not indented.
///
/// # Errors
///
/// As [`write_compact`].
///
/// # Examples
///
/// ```
/// let mut out = Vec::new();
/// agent_contracts::json::write_pretty_inside(&mut out, 2, &[7])?;
/// assert_eq!(out, b"[\n      7\n    ]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn write_pretty_inside<T: Serialize + ?Sized>(
    out: impl io::Write,
    levels: usize,
    value: &T,
) -> Result<(), serde_json::Error> {
    let mut formatter = PrettyFormatter::new();
    for _ in 0..levels {
        formatter.begin_array(&mut io::sink()).map_err(serde_json::Error::io)?;
    }
    value.serialize(&mut Serializer::with_formatter(out, EcmascriptNumbers(formatter)))
}

/// `value` as compact JSON text.
///
/// # Errors
///
/// As [`write_compact`].
///
/// # Examples
///
/// ```
/// use agent_contracts::json;
///
/// assert_eq!(json::to_string(&[1e21, 0.1, 1e-7])?, "[1e+21,0.1,1e-7]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = Vec::new();
    write_compact(&mut out, value)?;
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}
