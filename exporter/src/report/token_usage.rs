//! Token counters of one record: read from the `token_usage` text of a message, and held within plausible
//! limits.
//!
//! The texts come from many tools and are not always JSON, so this is a tolerant scanner that keeps what it
//! found before giving up. Nested counters, costs and models are left out.

use std::borrow::Cow;

/// Most tokens one message or provider event can plausibly have used, per counter.
const CEILING: i64 = 2_000_000;

/// The five token counters of one usage record.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TokenCounts {
    /// Tokens read by the model, without the cached ones.
    pub input: i64,
    /// Tokens written by the model.
    pub output: i64,
    /// Tokens stored in the prompt cache.
    pub cache_creation: i64,
    /// Tokens read from the prompt cache.
    pub cache_read: i64,
    /// Tokens spent on reasoning.
    pub reasoning: i64,
}

impl TokenCounts {
    /// Reads the counters of the top-level object in a message's `token_usage`; what is missing or unusable
    /// is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use agentexport::report::TokenCounts;
    ///
    /// let counts = TokenCounts::scan(br#"{"input_tokens": 1.9, "output_tokens": " 12 ", "details": {}, oops"#);
    /// assert_eq!(counts, TokenCounts { input: 1, output: 12, ..TokenCounts::default() });
    /// ```
    pub fn scan(text: &[u8]) -> Self {
        let mut counts = Self::default();
        let mut scanner = Scanner { text, at: 0, unclosed: Vec::new() };
        scanner.skip_blanks();
        if scanner.accept(b'{') {
            // Ends early at an unreadable member, and that is no error: the counts stand.
            let _ = scanner.members(&mut counts);
        }
        counts
    }

    /// The limits for a message: every counter from 0 to 2,000,000.
    #[must_use]
    pub fn clamp_message(self) -> Self {
        Self { reasoning: self.reasoning.clamp(0, CEILING), ..self.clamp_provider_event() }
    }

    /// The limits for an event of one provider call: as for a message, but reasoning stays as stored.
    #[must_use]
    pub fn clamp_provider_event(self) -> Self {
        self.clamp_all_but_reasoning(CEILING)
    }

    /// The limits for an event that sums up a session: not negative; reasoning stays as stored.
    #[must_use]
    pub fn clamp_session_event(self) -> Self {
        self.clamp_all_but_reasoning(i64::MAX)
    }

    fn clamp_all_but_reasoning(self, ceiling: i64) -> Self {
        Self {
            input: self.input.clamp(0, ceiling),
            output: self.output.clamp(0, ceiling),
            cache_creation: self.cache_creation.clamp(0, ceiling),
            cache_read: self.cache_read.clamp(0, ceiling),
            reasoning: self.reasoning,
        }
    }

    fn counter(&mut self, key: &[u8]) -> Option<&mut i64> {
        match key {
            b"input_tokens" => Some(&mut self.input),
            b"output_tokens" => Some(&mut self.output),
            b"cache_creation_input_tokens" => Some(&mut self.cache_creation),
            b"cache_read_input_tokens" => Some(&mut self.cache_read),
            b"reasoning_tokens" => Some(&mut self.reasoning),
            _ => None,
        }
    }
}

/// A position in the text.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    /// Where brackets opened that the last failed [`Scanner::skip_brackets`] could not close, ascending.
    /// Starting again at one of them would fail at the same place; knowing that keeps `[[[[…` linear.
    unclosed: Vec<usize>,
}

impl<'a> Scanner<'a> {
    /// Reads members up to the closing brace or the end. `None` when one is unreadable.
    fn members(&mut self, counts: &mut TokenCounts) -> Option<()> {
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some(b'}') => return Some(()),
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let key = self.string()?;
                    self.skip_blanks();
                    if self.accept(b':') {
                        self.skip_blanks();
                        match counts.counter(&key) {
                            Some(counter) => self.counter(counter),
                            None => self.skip_value()?,
                        }
                    }
                }
                Some(_) => self.skip_value_or_byte(),
            }
        }
    }

    /// Reads the value of a counter; one that is no integer leaves the counter as it was.
    fn counter(&mut self, counter: &mut i64) {
        if self.peek() == Some(b'"') {
            if let Some(count) = self.string().and_then(|value| quoted_integer(&value)) {
                *counter = count;
            }
        } else if let Some((count, length)) = leading_integer(&self.text[self.at..]) {
            // The rest of `1.9` or `1e3` is skipped later, as junk between members.
            *counter = count;
            self.at += length;
        } else {
            self.skip_value_or_byte();
        }
    }

    fn skip_value_or_byte(&mut self) {
        let start = self.at;
        if self.skip_value().is_none() && self.at == start {
            self.at = self.text.len().min(start + 1);
        }
    }

    /// Moves past one JSON value, or stays at its start when it has no end. A number is left where it breaks
    /// off: nothing before that place can start a value or a key.
    fn skip_value(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' | b'[' => self.skip_brackets(),
            b'-' | b'0'..=b'9' => self.skip_number(),
            _ => {
                let rest = &self.text[self.at..];
                let word =
                    [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
                self.at += word.len();
                Some(())
            }
        }
    }

    /// Leading zeros are fine; `-`, `.` and `e` need a digit after them.
    fn skip_number(&mut self) -> Option<()> {
        self.accept(b'-');
        self.skip_digits()?;
        if self.accept(b'.') {
            self.skip_digits()?;
        }
        if self.accept(b'e') || self.accept(b'E') {
            let _ = self.accept(b'+') || self.accept(b'-');
            self.skip_digits()?;
        }
        Some(())
    }

    /// Moves past an object or array of which only brackets and quotes have to match. No recursion: nesting
    /// may be as deep as the text is long.
    fn skip_brackets(&mut self) -> Option<()> {
        let start = self.at;
        if self.unclosed.binary_search(&start).is_ok() {
            return None;
        }
        // The brackets open now are stacked behind the known ones, and replace them when they cannot be
        // closed.
        let known = self.unclosed.len();
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    // Without an end it takes the rest of the text, and ends the loop.
                    let _ = self.quoted();
                    continue;
                }
                b'{' | b'[' => self.unclosed.push(self.at),
                b'}' | b']' => {
                    let opening = if byte == b'}' { b'{' } else { b'[' };
                    if self.unclosed.pop_if(|at| self.text[*at] == opening).is_none() {
                        break;
                    }
                    if self.unclosed.len() == known {
                        self.at += 1;
                        return Some(());
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        self.unclosed.drain(..known);
        self.at = start;
        None
    }

    /// Moves past a string and decodes it. An unreadable one is passed too, and gives `None`: it has a bad
    /// escape or a raw control byte, or it does not end.
    fn string(&mut self) -> Option<Cow<'a, [u8]>> {
        let rest = &self.text[self.at + 1..];
        let plain = rest.iter().take_while(|&&byte| byte != b'"' && byte != b'\\' && byte >= 0x20).count();
        if rest.get(plain) == Some(&b'"') {
            self.at += plain + 2;
            return Some(Cow::Borrowed(&rest[..plain]));
        }
        let raw = self.quoted()?;
        let readable = raw.iter().all(|&byte| byte >= 0x20);
        if readable { unescape(raw).map(Cow::Owned) } else { None }
    }

    /// Moves past the closing quote of the string here, or to the end. What is between the quotes.
    fn quoted(&mut self) -> Option<&'a [u8]> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.text.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
                None => {
                    self.at = self.text.len();
                    return None;
                }
            }
        }
        self.at = end + 1;
        Some(&self.text[start..end])
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Moves past the digits here; `None` when there are none.
    fn skip_digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn accept(&mut self, expected: u8) -> bool {
        let accepted = self.peek() == Some(expected);
        self.at += usize::from(accepted);
        accepted
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

/// An optional `-` and digits at the start of the text: the integer, saturated, and how many bytes it takes.
fn leading_integer(text: &[u8]) -> Option<(i64, usize)> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let (mut value, mut length) = (0_i64, sign);
    while let Some(digit @ b'0'..=b'9') = text.get(length) {
        // Negative throughout, because the smallest integer has no positive counterpart.
        value = value.saturating_mul(10).saturating_sub(i64::from(digit - b'0'));
        length += 1;
    }
    (length > sign).then_some((if sign == 1 { value } else { value.saturating_neg() }, length))
}

/// An integer that fills the text, Unicode blanks around it allowed; unlike a bare one it may have a `+`.
fn quoted_integer(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let unsigned = text.strip_prefix('+').filter(|rest| !rest.starts_with('-')).unwrap_or(text);
    let (value, length) = leading_integer(unsigned.as_bytes())?;
    (length == unsigned.len()).then_some(value)
}

/// Decodes JSON escapes; `None` when one is malformed.
fn unescape(raw: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            decoded.push(byte);
            continue;
        }
        decoded.push(match bytes.next()? {
            escape @ (b'"' | b'\\' | b'/') => escape,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut code = 0;
                for _ in 0..4 {
                    code = code * 16 + char::from(bytes.next()?).to_digit(16)?;
                }
                // Surrogates may be replaced one by one: no key of interest and no integer holds a pair.
                let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            _ => return None,
        });
    }
    Some(decoded)
}

#[cfg(test)]
mod tests;
