//! Words that may be secrets: by how they begin, by how they look, and by what goes before them.

/// How tokens begin that say what they are.
const PREFIXES: [&str; 26] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "glptt-",
    "glcbt-",
    "ATBB",
    "ATCTT",
    "ATATT",
    "AKIA",
    "ASIA",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "npm_",
    "pypi-",
    "hf_",
    "sk-",
    "dop_v1_",
    "ya29.",
    "AIza",
    "eyJ",
];

/// A token is at least this much longer than its beginning.
const REST: usize = 8;

/// Names of secrets.
const NAMES: [&str; 10] =
    ["token", "tokens", "password", "passwd", "pwd", "secret", "secrets", "apikey", "bearer", "credential"];

/// A random word of all three kinds of characters is at least this long.
const LEAST_MIXED: usize = 8;
/// One of letters and digits in one case, or of letters only.
const LEAST_PLAIN: usize = 20;

/// The words of `text`: runs of ASCII letters and digits.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether no word of `text` is longer than `limit`.
pub(super) fn all_short(text: &[u8], limit: usize) -> bool {
    words(text).all(|word| word.len() <= limit)
}

/// Whether a word of `text` begins or looks like a secret.
pub(super) fn contain_secret(text: &[u8]) -> bool {
    // Names for temporary directories are as random as tokens.
    let is_temporary = [&b"tmp"[..], b".tmp"].iter().any(|beginning| text.starts_with(beginning));
    let is_token = |part: &[u8]| {
        PREFIXES.iter().any(|prefix| part.starts_with(prefix.as_bytes()) && part.len() >= prefix.len() + REST)
    };
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.split(|byte| !is_part(byte)).any(is_token) || (!is_temporary && words(text).any(looks_random))
}

/// Whether `element` of a path is a secret because the one before it says so.
pub(super) fn is_named_secret(before: &[u8], element: &[u8]) -> bool {
    is_name(before) && element.len() >= REST && element.iter().any(u8::is_ascii_digit)
}

/// Whether an option or assignment of a command names a secret: `--token x`, `password=x`.
pub(super) fn contain_option(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| b" =&".contains(byte)).filter(|part| !part.is_empty());
    let mut is_named = false;
    let has_options = text.iter().any(|byte| b" =".contains(byte));
    has_options && parts.any(|part| std::mem::replace(&mut is_named, words(part).last().is_some_and(is_name)))
}

fn is_name(word: &[u8]) -> bool {
    NAMES.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()))
}

/// Letters and digits in such disorder that no human chose them.
fn looks_random(word: &[u8]) -> bool {
    let kind = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        _ => 2,
    };
    let count = |wanted| word.iter().filter(|byte| kind(byte) == wanted).count();
    let (digits, lower, upper) = (count(0), count(1), count(2));
    let changes = word.windows(2).filter(|pair| kind(&pair[0]) != kind(&pair[1])).count();
    let is_mixed = word.len() >= LEAST_MIXED && digits >= 2 && lower > 0 && upper > 0;
    let is_plain = word.len() >= LEAST_PLAIN && (digits >= 4 && lower + upper >= 4);
    let is_cased = word.len() >= LEAST_PLAIN && lower >= 4 && upper >= 4;
    (is_mixed && changes * 2 >= word.len() - 1)
        || (is_plain && changes * 4 >= word.len() && !is_hash_of_path(word, upper))
        || (is_cased && changes * 2 >= word.len())
}

/// Lower-case hexadecimal of a hash's length: directories of caches are named so, and no token is.
fn is_hash_of_path(word: &[u8], upper: usize) -> bool {
    upper == 0 && matches!(word.len(), 32 | 40 | 64) && word.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_look_like_tokens() {
        for text in [
            "S3CR3Tt0k",
            "x-S3CR3Tt0k.y",
            "ghp_aaaaaaaaaaaaaaaaaaaa",
            "github_pat_11AAAAAAA",
            "glpat-aaaaaaaaaaaa",
            "AKIAIOSFODNN7EXAMPLE",
            "xoxb-1234567890",
            "x7k2m9q4w8e3r5t1y6u0",
            "kJhGfDsAqWeRtYuIoPlK",
        ] {
            assert!(contain_secret(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn names_look_like_names() {
        for text in [
            "agent-contracts",
            "MyProject2024",
            "Utf8ToUtf16Converter",
            "HTTPServer2",
            "iOS17SDK",
            "v1.2.3-rc4",
            "k8s",
            "Base64",
            "tmpA1bC2d",
            ".tmpZJ9yeg2X1",
            "3f2a9c1e-1111-4222-8333-444444444444",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "sk-learn",
            "eyJ",
            "InternationalizationConfiguration",
        ] {
            assert!(!contain_secret(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_goes_before_can_name_a_secret() {
        assert!(is_named_secret(b"Token", b"abcdefg1"));
        assert!(!is_named_secret(b"token", b"ring"));
        assert!(!is_named_secret(b"src", b"abcdefg1"));
        for (text, names_one) in [
            ("helper --token x repo", true),
            ("a password=x", true),
            ("sh -c x", false),
            ("token/x", false),
            ("a=b", false),
        ] {
            assert_eq!(contain_option(text.as_bytes()), names_one, "{text}");
        }
    }
}
