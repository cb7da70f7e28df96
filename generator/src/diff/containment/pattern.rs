//! Regular expressions as automata: whether a text has a match, and which shortest text matches some patterns and not
//! others. Patterns are ECMA 262, unanchored, translated as the validator translates them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};

/// Bytes that one automaton may take, finished or while it is built.
const SIZE_LIMIT: usize = 4 << 20;
/// States that one search may visit.
const STATE_LIMIT: usize = 50_000;

type Dfa = dense::DFA<Vec<u32>>;

/// The texts that match all of some automata.
#[derive(Clone, Debug)]
pub(super) struct Language(Arc<[Dfa]>);

impl Language {
    /// The texts in which a pattern occurs; `None` when no automaton of bearable size tells them.
    pub(super) fn of_pattern(pattern: &str) -> Option<Self> {
        // Lookaheads at the beginning are further patterns for the same text.
        let parts = jsonschema_regex::split_leading_lookaheads(pattern);
        let parts = parts.unwrap_or_else(|| vec![pattern.to_owned()]);
        let automata = parts.iter().map(|part| {
            let part = jsonschema_regex::to_rust_regex(part).ok()?;
            build(&format!("(?s:.)*(?:{part})(?s:.)*"))
        });
        automata.collect::<Option<Vec<Dfa>>>().map(|automata| Self(automata.into()))
    }

    /// Exactly these texts.
    pub(super) fn of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        use std::fmt::Write;
        let mut expression = String::from("(?:[a&&b]");
        for text in texts {
            expression.push('|');
            for character in text.chars() {
                // Writing to a string cannot fail.
                let _ = write!(expression, "\\x{{{:x}}}", u32::from(character));
            }
        }
        expression.push(')');
        build(&expression).map(|automaton| Self([automaton].into()))
    }

    /// Every text.
    fn everything() -> Option<Self> {
        build("(?s:.)*").map(|automaton| Self([automaton].into()))
    }

    /// Whether a text belongs to it.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.iter().all(|automaton| {
            let end = begin(automaton).and_then(|begin| {
                text.bytes().try_fold(begin, |state, byte| {
                    let next = automaton.next_state(state, byte);
                    (!automaton.is_dead_state(next)).then_some(next)
                })
            });
            end.is_some_and(|state| automaton.is_match_state(automaton.next_eoi_state(state)))
        })
    }
}

fn build(expression: &str) -> Option<Dfa> {
    let configuration = dense::Config::new()
        .match_kind(MatchKind::All)
        .start_kind(regex_automata::dfa::StartKind::Anchored)
        .dfa_size_limit(Some(SIZE_LIMIT))
        .determinize_size_limit(Some(SIZE_LIMIT));
    dense::Builder::new().configure(configuration).build(expression).ok()
}

fn begin(automaton: &Dfa) -> Option<StateID> {
    automaton.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()
}

/// What a search for a text came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Search {
    /// There is none.
    Empty,
    /// This one fits.
    Found(String),
    /// The limits were reached.
    Unknown,
}

/// A shortest text, `min` to `max` characters long, in each language that is to contain it and in none that is not.
pub(super) fn shortest(demands: &[(Language, bool)], min: u64, max: Option<u64>) -> Search {
    if max.is_some_and(|max| max < min) {
        return Search::Empty;
    }
    let mut demands = demands.to_vec();
    if !demands.iter().any(|(_, contained)| *contained) {
        // Automata of patterns reject what is no UTF-8; without one of them nothing would.
        let Some(everything) = Language::everything() else { return Search::Unknown };
        demands.push((everything, true));
    }
    let product = Product::of(&demands);
    // Without lengths there are far fewer states, and often nothing or something good enough is found.
    match product.search(0, None) {
        Search::Found(text) => {
            let length = text.chars().count() as u64;
            if length >= min && max.is_none_or(|max| length <= max) {
                Search::Found(text)
            } else {
                product.search(min, max)
            }
        }
        other => other,
    }
}

/// Several automata that read the same text.
struct Product<'l> {
    automata: Vec<&'l Dfa>,
    /// For each language, where its automata begin and end, and whether it is to contain the text.
    groups: Vec<(usize, usize, bool)>,
    /// One byte for each way the automata tell bytes apart, readable ones first.
    bytes: Vec<u8>,
}

/// A state of the product: those of the automata, and how many characters were read as far as that matters.
type Place = (Vec<StateID>, u64);

impl<'l> Product<'l> {
    fn of(demands: &'l [(Language, bool)]) -> Self {
        let mut automata: Vec<&Dfa> = Vec::new();
        let mut groups = Vec::new();
        for (language, contained) in demands {
            let begin = automata.len();
            automata.extend(language.0.iter());
            groups.push((begin, automata.len(), *contained));
        }
        let mut order: Vec<u8> = (0..=u8::MAX).collect();
        order.sort_by_key(|byte| match byte {
            b'a'..=b'z' => 0,
            b'0'..=b'9' => 1,
            b'A'..=b'Z' => 2,
            b'!'..=b'~' => 3,
            b' ' => 4,
            _ => 5,
        });
        let mut seen = HashSet::new();
        order.retain(|byte| {
            let classes: Vec<u8> =
                automata.iter().map(|automaton| automaton.byte_classes().get(*byte)).collect();
            seen.insert((classes, continues(*byte)))
        });
        Self { automata, groups, bytes: order }
    }

    fn search(&self, min: u64, max: Option<u64>) -> Search {
        let Some(begin) = self.automata.iter().map(|automaton| begin(automaton)).collect::<Option<Vec<_>>>()
        else {
            return Search::Unknown;
        };
        // Counting stops where a greater count makes no difference.
        let enough = max.map_or(min, |max| max.saturating_add(1));
        let mut places: Vec<Place> = vec![(begin, 0)];
        let mut came_from: Vec<(usize, u8)> = vec![(0, 0)];
        let mut numbers: HashMap<Place, usize> = HashMap::from([(places[0].clone(), 0)]);
        let mut pending = VecDeque::from([0]);
        while let Some(number) = pending.pop_front() {
            let (states, count) = places[number].clone();
            if count >= min && self.accepts(&states) {
                return Self::text(number, &came_from);
            }
            for byte in &self.bytes {
                let count = if continues(*byte) { count } else { (count + 1).min(enough) };
                if max.is_some_and(|max| count > max) {
                    continue;
                }
                let Some(next) = self.step(&states, *byte) else { continue };
                let next = (next, count);
                if numbers.contains_key(&next) {
                    continue;
                }
                if places.len() >= STATE_LIMIT {
                    return Search::Unknown;
                }
                numbers.insert(next.clone(), places.len());
                pending.push_back(places.len());
                places.push(next);
                came_from.push((number, *byte));
            }
        }
        Search::Empty
    }

    /// The states after one more byte, unless nothing can be accepted any more.
    fn step(&self, states: &[StateID], byte: u8) -> Option<Vec<StateID>> {
        let next: Vec<StateID> = self
            .automata
            .iter()
            .zip(states)
            .map(|(automaton, state)| automaton.next_state(*state, byte))
            .collect();
        let hopeless = self.groups.iter().any(|(begin, end, contained)| {
            *contained && (*begin..*end).any(|index| self.automata[index].is_dead_state(next[index]))
        });
        (!hopeless).then_some(next)
    }

    fn accepts(&self, states: &[StateID]) -> bool {
        self.groups.iter().all(|(begin, end, contained)| {
            let matched = (*begin..*end).all(|index| {
                let automaton = self.automata[index];
                automaton.is_match_state(automaton.next_eoi_state(states[index]))
            });
            matched == *contained
        })
    }

    fn text(number: usize, came_from: &[(usize, u8)]) -> Search {
        let mut bytes = Vec::new();
        let mut number = number;
        while number != 0 {
            let (before, byte) = came_from[number];
            bytes.push(byte);
            number = before;
        }
        bytes.reverse();
        String::from_utf8(bytes).map_or(Search::Unknown, Search::Found)
    }
}

/// Whether a byte goes on with a character that an earlier byte began.
const fn continues(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::{Language, Search, shortest};

    fn language(pattern: &str) -> Language {
        Language::of_pattern(pattern).expect("the pattern has an automaton")
    }

    /// A text that the one pattern has and the other has not.
    fn difference(has: &str, has_not: &str) -> Search {
        shortest(&[(language(has), true), (language(has_not), false)], 0, None)
    }

    #[test]
    fn patterns_are_searched_for_in_the_whole_text() {
        assert!(language("b").contains("abc") && !language("^b").contains("abc"));
        assert!(language("^(?=x$)x$").contains("x"), "lookaheads at the beginning are understood");
        assert!(Language::of_pattern("^(?!a)").is_none() && Language::of_pattern(r"(a)\1").is_none());
    }

    #[test]
    fn inclusion_is_decided() {
        assert_eq!(difference("^ab", "^a"), Search::Empty);
        assert_eq!(difference("^(ab){0,3}$", "^(ab)*$"), Search::Empty);
        assert_eq!(difference("", "[a-z]*"), Search::Empty, "an unanchored star matches everything");
        assert_eq!(difference("^a", "^ab"), Search::Found("a".into()));
        assert_eq!(difference("", "^.*$"), Search::Found("\n".into()), "`.` takes no line terminators");
        assert_eq!(difference("^[0-9]$", r"^\d$"), Search::Empty);
    }

    #[test]
    fn lengths_count_characters() {
        let anything = language("");
        assert_eq!(shortest(&[(language("^ä*$"), true)], 2, Some(2)), Search::Found("ää".into()));
        assert_eq!(shortest(&[(language("^(ab)*$"), true)], 3, Some(3)), Search::Empty);
        assert_eq!(shortest(&[(language("^[0-9a-f]{8}$"), true)], 9, None), Search::Empty);
        assert_eq!(shortest(&[(anything, true)], 2, Some(1)), Search::Empty);
    }

    #[test]
    fn single_texts_can_be_left_out() {
        let taken = Language::of_texts(["a", "b"].into_iter()).expect("a small automaton");
        assert_eq!(shortest(&[(language("^[ab]$"), true), (taken.clone(), false)], 0, None), Search::Empty);
        assert_eq!(
            shortest(&[(language("^[abc]$"), true), (taken, false)], 0, None),
            Search::Found("c".into())
        );
        let none = Language::of_texts(std::iter::empty()).expect("a small automaton");
        assert!(!none.contains(""), "no texts are no texts, not the empty one");
    }
}
