//! The rules of the scanner once more, word by word and without regard for speed or depth.

use super::KEYS;

pub(super) fn scan(text: &[u8]) -> [i64; 5] {
    let mut counts = [0; 5];
    let mut at = blanks(text, 0);
    if text.get(at) != Some(&b'{') {
        return counts;
    }
    at += 1;
    loop {
        at = blanks(text, at);
        match text.get(at) {
            None | Some(b'}') => return counts,
            Some(b'"') => {}
            Some(_) => {
                at = value_end(text, at).unwrap_or(at + 1);
                continue;
            }
        }
        let (end, key) = string(text, at);
        let Some(key) = key else { return counts };
        at = blanks(text, end);
        if text.get(at) != Some(&b':') {
            continue;
        }
        at = blanks(text, at + 1);
        if let Some(index) = KEYS.iter().position(|name| *name == key) {
            let (end, count) = counter(text, at);
            at = end;
            counts[index] = count.unwrap_or(counts[index]);
        } else if let Some(end) = value_end(text, at) {
            at = end;
        } else {
            return counts;
        }
    }
}

fn blanks(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|byte| b" \t\r\n".contains(byte)) {
        at += 1;
    }
    at
}

fn digits(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

fn counter(text: &[u8], at: usize) -> (usize, Option<i64>) {
    if text.get(at) == Some(&b'"') {
        let (end, value) = string(text, at);
        return (end, value.and_then(|value| saturated(value.trim())));
    }
    let end = digits(text, at + usize::from(text.get(at) == Some(&b'-')));
    match std::str::from_utf8(&text[at..end.min(text.len())]).ok().and_then(saturated) {
        Some(count) => (end, Some(count)),
        None => (value_end(text, at).unwrap_or(at + 1), None),
    }
}

fn saturated(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let limit = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    Some(text.parse().unwrap_or(limit))
}

/// The end of a string and, if readable, its content; `serde_json` judges the escapes.
fn string(text: &[u8], start: usize) -> (usize, Option<String>) {
    let mut at = start + 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    if at >= text.len() {
        return (text.len(), None);
    }
    // Lone surrogates are tolerated, `serde_json` refuses them; so they are written as something else
    // first.
    let mut content = String::from_utf8_lossy(&text[start..=at]).into_owned();
    for nibble in "89abcdefABCDEF".chars() {
        for prefix in ["\\ud", "\\uD"] {
            let mut from = 0;
            while let Some(found) =
                content[from..].find(&format!("{prefix}{nibble}")).map(|found| found + from)
            {
                let escaping =
                    content[..found].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
                if escaping {
                    content.replace_range(found + 2..found + 4, "ee");
                }
                from = found + 2;
            }
        }
    }
    (at + 1, serde_json::from_str(&content).ok())
}

fn value_end(text: &[u8], at: usize) -> Option<usize> {
    let byte = *text.get(at)?;
    if byte == b'"' {
        let (end, value) = string(text, at);
        return value.map(|_| end);
    }
    if b"{[".contains(&byte) {
        let close = if byte == b'{' { b'}' } else { b']' };
        let mut inner = at + 1;
        loop {
            match *text.get(inner)? {
                found @ (b'}' | b']') => return (found == close).then_some(inner + 1),
                b'{' | b'[' => inner = value_end(text, inner)?,
                b'"' => inner = string(text, inner).0,
                _ => inner += 1,
            }
        }
    }
    if let Some(word) = ["true", "false", "null"].iter().find(|word| text[at..].starts_with(word.as_bytes()))
    {
        return Some(at + word.len());
    }
    let some_digits = |from: usize| Some(digits(text, from)).filter(|end| *end > from);
    let mut end = some_digits(at + usize::from(byte == b'-'))?;
    if text.get(end) == Some(&b'.') {
        end = some_digits(end + 1)?;
    }
    if text.get(end).is_some_and(|byte| b"eE".contains(byte)) {
        end = some_digits(end + 1 + usize::from(text.get(end + 1).is_some_and(|byte| b"+-".contains(byte))))?;
    }
    Some(end)
}
