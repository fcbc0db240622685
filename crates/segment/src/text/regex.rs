//! Regular expressions and globs as tables: made when a segment is published, walked in the browser.
//!
//! A table is a deterministic automaton over bytes. It begins with the first state's number (two bytes, little-endian); a state's number
//! is the offset of its ranges, with the top bit set where a text may end. Ranges ascend: the last byte of the range, then the number of
//! the state that follows. What makes tables is 260 KB of wasm, what walks them 130 bytes.

use std::collections::{HashMap, hash_map::Entry};

use model::particle::{Josa, with_josa};
use regex_automata::{
    Anchored,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson::{self, WhichCaptures},
    util::{primitives::StateID, start},
};
use regex_syntax::{
    ast::{
        Ast, ClassAsciiKind, ClassBracketed, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ClassSetRange, ClassSetUnion, ErrorKind,
        Flag, Flags, FlagsItemKind, GroupKind, Literal, LiteralKind, Span, parse::ParserBuilder,
    },
    hir::{
        Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Dot, Hir, HirKind, Look, Repetition,
        translate::TranslatorBuilder,
    },
};

/// A table, or plain bytes to look for, and what it took to make them: that is nothing of what they are.
#[derive(Clone, Debug, Default, Eq)]
pub(super) struct Sought {
    bytes: Vec<u8>,
    pub work: usize,
}

impl From<Vec<u8>> for Sought {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, work: 0 }
    }
}

impl core::ops::Deref for Sought {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Sought {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl core::hash::Hash for Sought {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// Whether a text is in the table's language. A broken table says one or the other, and says it soon.
#[inline(never)]
pub(super) fn walk(table: &[u8], text: &[u8]) -> bool {
    let mut rest = text;
    let mut at = 0;
    // A state's ranges are gone through upwards only: whatever the bytes are, a byte of the text takes at most the table's length.
    while let Some([low, high, ..]) = table.get(at..) {
        let number = u16::from_le_bytes([*low, *high]);
        let Some((byte, after)) = rest.split_first() else { return number >= 0x8000 };
        rest = after;
        at = usize::from(number & 0x7fff);
        while table.get(at).is_some_and(|last| last < byte) {
            at += 3;
        }
        at += 1;
    }
    false
}

/// Most bytes of a table: what 15 bits address.
pub const TABLE_BYTES_MAX: usize = 0x7fff;
/// Most states before they are merged: 2 MB here.
const STATES_MAX: usize = 4096;
/// The determinizer's limits: the automaton that it is given, what it makes, and what it keeps meanwhile. With them the worst expressions
/// (see the tests) are refused after 0.3 s and 7 MB at most, natively.
const NFA_BYTES_MAX: usize = 1 << 18;
const DFA_BYTES_MAX: usize = 1 << 21;
const SETS_BYTES_MAX: usize = 1 << 20;
/// Most comparisons while states are merged: some 0.3 s.
const MERGE_STEPS_MAX: usize = 50_000_000;
/// What making a table takes: for each state before they are merged, so much and the size of what it is made from. Some 20 ns each, natively.
const STATE_WORK: usize = 256;
const MERGE_STEPS_A_WORK: usize = 4;
/// What it takes to find out that a table is too large, at most.
pub const TOO_LARGE_WORK: usize = 4_000_000;
/// Deepest nesting of an expression: of groups within groups.
const NESTING_MAX: u32 = 50;

/// Why a pattern cannot be used. `at` is the place in the expression, in characters, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`: no automaton has them.
    LookAround { at: usize },
    /// `\1`: no automaton has it.
    BackReference { at: usize },
    /// `\p{…}`: its tables would be larger than everything else.
    UnicodeProperty { at: usize },
    /// Not a regular expression: what is wrong, in English and in Korean.
    Syntax { at: usize, what: &'static str, ko: &'static str },
    /// More states than a page is to download.
    TooLarge,
    /// Not the name of a host.
    Host { host: String },
}

impl core::fmt::Display for PatternError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::LookAround { at } => {
                write!(
                    f,
                    "look-around such as (?=…) or (?!…) at character {at} is not supported; use another condition, or exclude, for it"
                )
            }
            Self::BackReference { at } => write!(f, "the back-reference at character {at} is not supported; write the text out"),
            Self::UnicodeProperty { at } => {
                write!(f, "\\p{{…}} at character {at} is not supported; write a range such as [가-힣] instead")
            }
            Self::Syntax { at, what, .. } => write!(f, "not a regular expression: {what} at character {at}"),
            Self::TooLarge => write!(
                f,
                "the expression is too large: it takes more than {} KB; shorten it, lower the counts in {{…}}, or split it",
                TABLE_BYTES_MAX.div_ceil(1024)
            ),
            Self::Host { host } => write!(f, "{host:?} is not the name of a host"),
        }
    }
}

impl core::error::Error for PatternError {}

impl PatternError {
    /// The same in Korean.
    #[must_use]
    pub fn ko(&self) -> String {
        match self {
            Self::LookAround { at } => {
                format!("{at}번째 글자의 전후방 탐색((?=…), (?!…) 등)은 지원하지 않아요. 다른 조건이나 제외 조건을 사용해 주세요")
            }
            Self::BackReference { at } => format!("{at}번째 글자의 역참조는 지원하지 않아요. 글자를 그대로 적어 주세요"),
            Self::UnicodeProperty { at } => {
                format!("{at}번째 글자의 \\p{{…}}는 지원하지 않아요. [가-힣]과 같은 범위로 적어 주세요")
            }
            Self::Syntax { at, ko, .. } => format!("정규식이 올바르지 않아요. {at}번째 글자: {ko}"),
            Self::TooLarge => format!(
                "정규식이 너무 커요({}KB 초과). 짧게 줄이거나, {{…}} 안의 횟수를 낮추거나, 여러 개로 나눠 주세요",
                TABLE_BYTES_MAX.div_ceil(1024)
            ),
            Self::Host { host } => format!("{} 도메인이 아니에요", with_josa(&format!("‘{host}’"), Josa::Topic)),
        }
    }
}

/// How an expression is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// A blank is a character as any other.
    Kept,
    /// The text has lost its blanks ([`super::fold`]): so does the expression.
    Gone,
}

/// Reads a regular expression. Case does not count; `\d`, `\w` and `\b` are what they are in JavaScript, `\s` are the blanks of ASCII and
/// those that editors write for them. (The letters of all scripts would be 40 KB of table.)
pub(super) fn parsed(expression: &str, blanks: Blanks) -> Result<Hir, PatternError> {
    let mut tree = ParserBuilder::new()
        .nest_limit(NESTING_MAX)
        .build()
        .parse(expression)
        .map_err(|error| reason(error.kind(), character(expression, error.span())))?;
    let no_table = |span: &Span| PatternError::UnicodeProperty { at: character(expression, span) };
    make_small(&mut tree).map_err(|span| no_table(&span))?;
    // Bytes that are no UTF-8 are in addresses of old pages: they must not end a search.
    let hir = TranslatorBuilder::new().utf8(false).build().translate(expression, &tree);
    hir.map(|hir| fitted(hir, blanks)).map_err(|error| no_table(error.span()))
}

/// Where a span begins, in characters from 1.
fn character(expression: &str, span: &Span) -> usize {
    expression.get(..span.start.offset).map_or(0, |before| before.chars().count()) + 1
}

/// The expression in small letters, as the folded text is. The error is where a `\p{…}` stands: whether there are tables for it must not
/// depend on what else the program is made of.
fn make_small(tree: &mut Ast) -> Result<(), Span> {
    match tree {
        Ast::Literal(literal) => {
            literal.c = literal.c.to_ascii_lowercase();
            let forms = forms(literal.c);
            if forms.len() > 1 {
                let items = forms.into_iter().map(|c| ClassSetItem::Literal(Literal { c, ..*literal.clone() })).collect();
                *tree = Ast::class_bracketed(bracketed(literal.span, false, items));
            }
        }
        Ast::ClassPerl(class) => *tree = Ast::class_bracketed(ascii(class)),
        Ast::ClassBracketed(class) => make_small_set(&mut class.kind)?,
        Ast::ClassUnicode(class) => return Err(class.span),
        Ast::Repetition(repetition) => make_small(&mut repetition.ast)?,
        Ast::Group(group) => {
            if let GroupKind::NonCapturing(flags) = &mut group.kind {
                drop_case(flags);
            }
            make_small(&mut group.ast)?;
        }
        Ast::Flags(set) => drop_case(&mut set.flags),
        Ast::Alternation(alternation) => alternation.asts.iter_mut().try_for_each(make_small)?,
        Ast::Concat(concat) => concat.asts.iter_mut().try_for_each(make_small)?,
        Ast::Empty(_) | Ast::Dot(_) | Ast::Assertion(_) => {}
    }
    Ok(())
}

/// `(?i)` says what is so, `(?-i)` what cannot be.
fn drop_case(flags: &mut Flags) {
    flags.items.retain(|item| item.kind != FlagsItemKind::Flag(Flag::CaseInsensitive));
}

fn make_small_set(set: &mut ClassSet) -> Result<(), Span> {
    match set {
        ClassSet::Item(item) => make_small_item(item),
        ClassSet::BinaryOp(two) => make_small_set(&mut two.lhs).and_then(|()| make_small_set(&mut two.rhs)),
    }
}

fn make_small_item(item: &mut ClassSetItem) -> Result<(), Span> {
    match item {
        ClassSetItem::Literal(literal) => {
            let items = forms(literal.c).into_iter().map(|c| ClassSetItem::Literal(Literal { c, ..literal.clone() })).collect();
            *item = ClassSetItem::Union(ClassSetUnion { span: literal.span, items });
        }
        ClassSetItem::Range(range) => {
            let (start, end) = (range.start.c.max('A'), range.end.c.min('Z'));
            if start <= end {
                let mut small = range.clone();
                (small.start.c, small.end.c) = (start.to_ascii_lowercase(), end.to_ascii_lowercase());
                let items = vec![ClassSetItem::Range(range.clone()), ClassSetItem::Range(small)];
                *item = ClassSetItem::Union(ClassSetUnion { span: range.span, items });
            }
        }
        ClassSetItem::Ascii(class) if class.kind == ClassAsciiKind::Upper => class.kind = ClassAsciiKind::Lower,
        ClassSetItem::Unicode(class) => return Err(class.span),
        ClassSetItem::Perl(class) => *item = ClassSetItem::Bracketed(Box::new(ascii(class))),
        ClassSetItem::Bracketed(class) => make_small_set(&mut class.kind)?,
        ClassSetItem::Union(union) => union.items.iter_mut().try_for_each(make_small_item)?,
        ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) => {}
    }
    Ok(())
}

/// `\d`, `\w` and `\s`, without the other scripts' letters.
fn ascii(class: &ClassPerl) -> ClassBracketed {
    let ranges: &[(char, char)] = match class.kind {
        ClassPerlKind::Digit => &[('0', '9')],
        ClassPerlKind::Word => &[('0', '9'), ('_', '_'), ('a', 'z')],
        ClassPerlKind::Space => &[('\t', '\r'), (' ', ' '), ('\u{a0}', '\u{a0}'), ('\u{3000}', '\u{3000}')],
    };
    let span = class.span;
    let letter = |c| Literal { span, kind: LiteralKind::Verbatim, c };
    let range = |(start, end): &(char, char)| ClassSetItem::Range(ClassSetRange { span, start: letter(*start), end: letter(*end) });
    bracketed(span, class.negated, ranges.iter().map(range).collect())
}

fn bracketed(span: Span, negated: bool, items: Vec<ClassSetItem>) -> ClassBracketed {
    ClassBracketed { span, negated, kind: ClassSet::Item(ClassSetItem::Union(ClassSetUnion { span, items })) }
}

/// What a folded text may have for a character: it is in small letters as far as ASCII goes, beyond that as it was written.
fn forms(char: char) -> Vec<char> {
    let mut forms = vec![char.to_ascii_lowercase()];
    if !char.is_ascii() {
        // Letters that have another case of one letter.
        for mut other in [char.to_lowercase().collect::<Vec<_>>(), char.to_uppercase().collect()] {
            if let (Some(other), None) = (other.pop().map(|char| char.to_ascii_lowercase()), other.pop())
                && !forms.contains(&other)
            {
                forms.push(other);
            }
        }
    }
    forms
}

/// Whether a text has letters beyond ASCII that come in two cases: then it takes a table to find it.
pub(super) fn has_cases(text: &[u8]) -> bool {
    text.utf8_chunks().any(|chunk| chunk.valid().chars().any(|char| forms(char).len() > 1))
}

fn reason(kind: &ErrorKind, at: usize) -> PatternError {
    use ErrorKind as Kind;
    let (what, ko) = match kind {
        Kind::UnsupportedLookAround => return PatternError::LookAround { at },
        Kind::UnsupportedBackreference => return PatternError::BackReference { at },
        Kind::UnicodeClassInvalid => return PatternError::UnicodeProperty { at },
        Kind::NestLimitExceeded(_) | Kind::CaptureLimitExceeded => return PatternError::TooLarge,
        Kind::GroupUnclosed => ("this ( is not closed", "여는 괄호 (가 닫히지 않았어요"),
        Kind::GroupUnopened => ("this ) closes nothing", "닫는 괄호 )에 맞는 여는 괄호가 없어요"),
        Kind::ClassUnclosed => ("this [ is not closed", "여는 대괄호 [가 닫히지 않았어요"),
        Kind::ClassRangeInvalid => ("this range ends before it begins", "범위의 끝이 시작보다 앞에 있어요"),
        Kind::RepetitionMissing => (
            "there is nothing to repeat; to mean the sign itself, put \\ in front",
            "반복할 글자가 없어요. 기호 자체를 뜻하면 앞에 \\를 붙여 주세요",
        ),
        Kind::RepetitionCountInvalid
        | Kind::RepetitionCountDecimalEmpty
        | Kind::RepetitionCountUnclosed
        | Kind::DecimalEmpty
        | Kind::DecimalInvalid => ("this count in {…} is wrong", "{…} 안의 횟수가 잘못됐어요"),
        Kind::EscapeUnexpectedEof => ("there is nothing after \\", "\\ 뒤에 글자가 없어요"),
        Kind::EscapeUnrecognized | Kind::ClassEscapeInvalid | Kind::ClassRangeLiteral => {
            ("\\ with this letter means nothing", "\\와 이 글자의 조합은 쓸 수 없어요")
        }
        _ => ("this is not understood", "해석할 수 없는 표현이에요"),
    };
    PatternError::Syntax { at, what, ko }
}

/// The expression as the folded text is to be searched with it.
fn fitted(hir: Hir, blanks: Blanks) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        // An automaton over bytes does not know the letters of other scripts.
        HirKind::Look(Look::WordUnicode) => Hir::look(Look::WordAscii),
        HirKind::Look(Look::WordUnicodeNegate) => Hir::look(Look::WordAsciiNegate),
        HirKind::Look(Look::WordStartUnicode) => Hir::look(Look::WordStartAscii),
        HirKind::Look(Look::WordEndUnicode) => Hir::look(Look::WordEndAscii),
        HirKind::Look(Look::WordStartHalfUnicode) => Hir::look(Look::WordStartHalfAscii),
        HirKind::Look(Look::WordEndHalfUnicode) => Hir::look(Look::WordEndHalfAscii),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Literal(literal) if blanks == Blanks::Gone => Hir::literal(super::fold(&literal.0)),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(class)) => of_class(&class, blanks),
        HirKind::Class(class @ Class::Bytes(_)) => Hir::class(class),
        HirKind::Repetition(repetition) => repeated(repetition, blanks),
        HirKind::Capture(capture) => fitted(*capture.sub, blanks),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(|part| fitted(part, blanks)).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(|part| fitted(part, blanks)).collect()),
    }
}

fn of_class(class: &ClassUnicode, blanks: Blanks) -> Hir {
    if let Some(ascii) = beside_all_others(class) {
        let follows = || bytes(&[(0x80, 0xbf)]);
        return Hir::alternation(vec![
            Hir::class(Class::Bytes(ascii)),
            Hir::concat(vec![bytes(&[(0xc0, 0xdf)]), follows()]),
            Hir::concat(vec![bytes(&[(0xe0, 0xef)]), follows(), follows()]),
            Hir::concat(vec![bytes(&[(0xf0, 0xff)]), follows(), follows(), follows()]),
        ]);
    }
    let blank = class.iter().all(|range| (range.start()..=range.end()).all(char::is_whitespace)) && !class.ranges().is_empty();
    let class = Hir::class(Class::Unicode(class.clone()));
    if blank && blanks == Blanks::Gone { optional(class) } else { class }
}

/// Where a class has every character beyond ASCII (`.`, `[^/]`): what it has of ASCII. Such a class needs no table of UTF-8.
fn beside_all_others(class: &ClassUnicode) -> Option<ClassBytes> {
    class.ranges().last().filter(|range| range.start() <= '\u{80}' && range.end() == char::MAX)?;
    let ends = |range: &ClassUnicodeRange| {
        let start = u8::try_from(range.start()).ok().filter(u8::is_ascii)?;
        Some(ClassBytesRange::new(start, u8::try_from(range.end()).map_or(0x7f, |end| end.min(0x7f))))
    };
    Some(ClassBytes::new(class.iter().filter_map(ends)))
}

fn repeated(repetition: Repetition, blanks: Blanks) -> Hir {
    if let (HirKind::Class(Class::Unicode(class)), None) = (repetition.sub.kind(), repetition.max)
        && let Some(mut any) = beside_all_others(class)
    {
        // Any number of characters of which none is excluded beyond ASCII is any number of bytes: one state instead of four.
        let one = of_class(class, blanks);
        any.push(ClassBytesRange::new(0x80, 0xff));
        let first = Hir::repetition(Repetition { max: Some(repetition.min), sub: Box::new(one), ..repetition });
        return Hir::concat(vec![first, star(Hir::class(Class::Bytes(any)))]);
    }
    let sub = Box::new(fitted((*repetition.sub).clone(), blanks));
    Hir::repetition(Repetition { sub, ..repetition })
}

fn bytes(ranges: &[(u8, u8)]) -> Hir {
    Hir::class(Class::Bytes(ClassBytes::new(ranges.iter().map(|(start, end)| ClassBytesRange::new(*start, *end)))))
}

/// Any number of times.
pub(super) fn star(sub: Hir) -> Hir {
    Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub: Box::new(sub) })
}

/// None or one.
pub(super) fn optional(sub: Hir) -> Hir {
    Hir::repetition(Repetition { min: 0, max: Some(1), greedy: true, sub: Box::new(sub) })
}

/// Any bytes.
pub(super) fn anything() -> Hir {
    star(Hir::dot(Dot::AnyByte))
}

/// Any bytes but this one of ASCII.
pub(super) fn anything_but(byte: u8) -> Hir {
    star(bytes(&[(0, byte.saturating_sub(1)), (byte.saturating_add(1), 0xff)]))
}

/// One character.
pub(super) fn any_char() -> Hir {
    of_class(&ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]), Blanks::Kept)
}

/// One character but this one.
pub(super) fn any_char_but(char: char) -> Hir {
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(char, char)]);
    class.negate();
    of_class(&class, Blanks::Kept)
}

/// A folded text, in all cases.
pub(super) fn literal(text: &[u8]) -> Hir {
    let mut parts = Vec::new();
    for chunk in text.utf8_chunks() {
        for char in chunk.valid().chars() {
            let class = ClassUnicode::new(forms(char).into_iter().map(|char| ClassUnicodeRange::new(char, char)));
            parts.push(Hir::class(Class::Unicode(class)));
        }
        parts.push(Hir::literal(chunk.invalid()));
    }
    Hir::concat(parts)
}

/// One of these texts.
pub(super) fn any_of(texts: &[String]) -> Hir {
    Hir::alternation(texts.iter().map(|text| literal(text.as_bytes())).collect())
}

/// Where the text begins.
pub(super) fn start() -> Hir {
    Hir::look(Look::Start)
}

/// Where the text ends.
pub(super) fn end() -> Hir {
    Hir::look(Look::End)
}

/// The whole text, not a part of it.
pub(super) fn whole(parts: Vec<Hir>) -> Hir {
    Hir::concat([vec![start()], parts, vec![end()]].concat())
}

/// The table that finds an expression anywhere in a text.
///
/// # Errors
/// `TooLarge`.
pub(super) fn table(hir: &Hir) -> Result<Sought, PatternError> {
    Machine::of(hir)?.table()
}

/// The table that finds an expression in the value of a property: in what stands between `&name=` and the next `&` of a label.
///
/// # Errors
/// `TooLarge`.
pub(super) fn table_of_property(hir: &Hir, name: &[u8]) -> Result<Sought, PatternError> {
    Machine::of(hir)?.in_property(name).table()
}

/// An automaton: for each state, the state after each byte; and whether a text may end there.
struct Machine {
    states: Vec<State>,
    start: u16,
    /// What it took to make it.
    work: usize,
}

#[derive(Clone)]
struct State {
    next: [u16; 256],
    accepts: bool,
}

/// Nothing more can come of it.
const REJECT: u16 = 0;
/// Whatever follows, it was found.
const ACCEPT: u16 = 1;

impl Machine {
    fn of(hir: &Hir) -> Result<Self, PatternError> {
        let config = thompson::Config::new().utf8(false).which_captures(WhichCaptures::None).nfa_size_limit(Some(NFA_BYTES_MAX));
        let nfa = thompson::Compiler::new().configure(config).build_from_hir(hir).map_err(|_| PatternError::TooLarge)?;
        let config = dense::Config::new()
            .accelerate(false)
            .start_kind(StartKind::Unanchored)
            .dfa_size_limit(Some(DFA_BYTES_MAX))
            .determinize_size_limit(Some(SETS_BYTES_MAX));
        let dfa = dense::Builder::new().configure(config).build_from_nfa(&nfa).map_err(|_| PatternError::TooLarge)?;
        let first = dfa.start_state(&start::Config::new().anchored(Anchored::No)).map_err(|_| PatternError::TooLarge)?;

        let mut states = vec![State { next: [REJECT; 256], accepts: false }, State { next: [ACCEPT; 256], accepts: true }];
        let mut numbers: HashMap<StateID, u16> = HashMap::new();
        let mut found = Vec::new();
        let mut number = |state: StateID, found: &mut Vec<StateID>| {
            // The automaton says one byte late that it has found something.
            if dfa.is_match_state(state) {
                return ACCEPT;
            }
            if dfa.is_dead_state(state) {
                return REJECT;
            }
            // (More than fit are refused below.)
            let fresh = u16::try_from(found.len() + 2).unwrap_or(REJECT);
            match numbers.entry(state) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(place) => {
                    found.push(state);
                    *place.insert(fresh)
                }
            }
        };
        let start = number(first, &mut found);
        while let Some(state) = found.get(states.len() - 2).copied() {
            if states.len() >= STATES_MAX {
                return Err(PatternError::TooLarge);
            }
            let mut next = [REJECT; 256];
            let mut before = None;
            for (byte, next) in (0..=u8::MAX).zip(&mut next) {
                let after = dfa.next_state(state, byte.to_ascii_lowercase());
                // Neighbours mostly lead to the same.
                *next = match before {
                    Some((same, number)) if same == after => number,
                    _ => number(after, &mut found),
                };
                before = Some((after, *next));
            }
            states.push(State { next, accepts: dfa.is_match_state(dfa.next_eoi_state(state)) });
        }
        let work = states.len().saturating_mul(STATE_WORK + nfa.states().len()) + nfa.states().len() * 32;
        Ok(Self { states, start, work })
    }

    /// The automaton of a label that looks for `&name=` first, then is this one until the next `&`.
    fn in_property(self, name: &[u8]) -> Self {
        let sought = [b"&", name, b"="].concat();
        let shift = u16::try_from(sought.len()).unwrap_or(u16::MAX);
        // `&` is in it once, at its beginning: whatever fails, all that can have begun is that.
        let fail: [u16; 256] = core::array::from_fn(|byte| u16::from(byte == usize::from(b'&')));
        let moved = |state: u16| state.saturating_add(shift);
        let mut states = Vec::new();
        for (place, byte) in (1_u16..).zip(&sought) {
            let mut state = State { next: fail, accepts: false };
            if let Some(next) = state.next.get_mut(usize::from(*byte)) {
                *next = if place == shift { moved(self.start) } else { place };
            }
            states.push(state);
        }
        for state in self.states {
            let mut next = state.next.map(moved);
            if let Some(end) = next.get_mut(usize::from(b'&')) {
                *end = if state.accepts { moved(ACCEPT) } else { 1 };
            }
            states.push(State { next, accepts: false });
        }
        // What was found stays found.
        if let Some(accept) = states.get_mut(usize::from(moved(ACCEPT))) {
            *accept = State { next: [moved(ACCEPT); 256], accepts: true };
        }
        Self { states, start: 0, work: self.work }
    }

    fn table(&self) -> Result<Sought, PatternError> {
        let (group_of, steps) = self.merged()?;
        let group = |state: u16| group_of.get(usize::from(state)).copied().unwrap_or(REJECT);
        // States of one group are one: the first that is met stands for them.
        let mut order = vec![self.start];
        let mut places = HashMap::from([(group(self.start), 0)]);
        let mut rows: Vec<Vec<(u8, usize)>> = Vec::new();
        while let Some(state) = order.get(rows.len()).copied() {
            let mut row: Vec<(u8, usize)> = Vec::new();
            for (byte, next) in (0..=u8::MAX).zip(self.states.get(usize::from(state)).map_or([REJECT; 256], |state| state.next)) {
                // No folded text has these: they may belong to either neighbour.
                if byte.is_ascii_uppercase() {
                    continue;
                }
                let place = *places.entry(group(next)).or_insert_with(|| {
                    order.push(next);
                    order.len() - 1
                });
                match row.last_mut() {
                    Some((last, same)) if *same == place => *last = byte,
                    _ => row.push((byte, place)),
                }
            }
            rows.push(row);
        }
        let mut offset = 2;
        let mut numbers = Vec::new();
        for (row, state) in rows.iter().zip(&order) {
            let accepts = self.states.get(usize::from(*state)).is_some_and(|state| state.accepts);
            let number = u16::try_from(offset).map_err(|_| PatternError::TooLarge)?;
            numbers.push(number | u16::from(accepts) << 15);
            offset += 3 * row.len();
        }
        if offset > TABLE_BYTES_MAX {
            return Err(PatternError::TooLarge);
        }
        let number = |place: usize| numbers.get(place).copied().unwrap_or_default().to_le_bytes();
        let mut table = number(0).to_vec();
        for (last, place) in rows.into_iter().flatten() {
            table.push(last);
            table.extend(number(place));
        }
        Ok(Sought { bytes: table, work: self.work + steps / MERGE_STEPS_A_WORK })
    }

    /// For each state the group of those that no text tells apart, by Moore: groups are split until no split is left. And in how many steps.
    fn merged(&self) -> Result<(Vec<u16>, usize), PatternError> {
        // Bytes that lead to the same state everywhere are looked at once.
        let mut columns: Vec<Vec<u16>> = Vec::new();
        for byte in 0..256 {
            let column = self.states.iter().filter_map(|state| state.next.get(byte).copied()).collect();
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let width = columns.len() + 1;
        let mut groups: Vec<u16> = self.states.iter().map(|state| u16::from(state.accepts)).collect();
        let mut count = 2;
        let mut steps_left = MERGE_STEPS_MAX;
        loop {
            let mut signatures = Vec::with_capacity(self.states.len() * width);
            for (state, group) in groups.iter().enumerate() {
                signatures.push(*group);
                signatures.extend(
                    columns.iter().map(|column| column.get(state).and_then(|next| groups.get(usize::from(*next))).copied().unwrap_or(0)),
                );
            }
            let mut known: HashMap<&[u16], u16> = HashMap::new();
            let mut next = Vec::with_capacity(groups.len());
            for signature in signatures.chunks(width) {
                let fresh = u16::try_from(known.len()).unwrap_or(u16::MAX);
                next.push(*known.entry(signature).or_insert(fresh));
            }
            if known.len() == count {
                return Ok((next, MERGE_STEPS_MAX - steps_left));
            }
            count = known.len();
            groups = next;
            steps_left = steps_left.checked_sub(signatures.len()).ok_or(PatternError::TooLarge)?;
        }
    }
}

#[cfg(test)]
mod tests;
