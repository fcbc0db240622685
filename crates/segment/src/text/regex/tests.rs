//! What expressions find, what is refused, and that walking a table finds what the `regex` crate finds.

use proptest::prelude::*;

use super::*;

fn found(expression: &str, text: &str) -> bool {
    let table = table(&parsed(expression, Blanks::Kept).unwrap()).unwrap();
    walk(&table, text.to_ascii_lowercase().as_bytes())
}

#[test]
fn expressions() {
    for (expression, text, yes) in [
        ("sale", "Big SALE!", true),
        ("SALE", "big sale", true),
        ("^sale$", "sale", true),
        ("^sale$", "sales", false),
        ("^$", "", true),
        ("^$", "a", false),
        ("a|b", "xxb", true),
        ("^/product/(detail|view)\\.html$", "/product/View.html", true),
        ("^/product/(detail|view)\\.html$", "/product/view_html", false),
        ("[^a-z]", "abc", false),
        ("[^A-Z]", "abc", false),
        ("[^A-Z]", "ab1", true),
        ("[A-F]{3}", "abc", true),
        ("[D-F]", "cg_", false),
        ("[^D-F]", "DeF", false),
        ("[[:upper:]]x", "ax", true),
        ("(?-i)ABC", "abc", true),
        ("CAFÉ", "café", true),
        ("^[éx]$", "É", true),
        ("^[^é]$", "É", false),
        ("чай", "ЧАЙ", true),
        ("ｂ", "Ｂ", true),
        ("straße", "STRASSE", false),
        ("(?i:ABC)", "abc", true),
        ("\\x41", "a", true),
        ("^.$", "가", true),
        ("^..$", "가", false),
        ("^[^x]{2}$", "가나", true),
        ("^.+.+$", "가", false),
        ("[가-힣]+-\\d{2,3}", "상품-12", true),
        ("[가-힣]+-\\d{2,3}", "상품-1", false),
        ("\\bsale\\b", "a sale.", true),
        ("\\bsale\\b", "wholesale", false),
        ("\\d", "٣", false),
        ("\\w", "가", false),
        ("\\s", "a\u{3000}b", true),
        ("", "", true),
    ] {
        assert_eq!(found(expression, text), yes, "{expression} in {text}");
    }
}

#[test]
fn what_is_refused() {
    for (expression, english, korean) in [
        ("가(?=b)", "look-around such as (?=…) or (?!…) at character 2", "2번째 글자의 전후방 탐색"),
        ("a(?<!b)", "look-around such as (?=…) or (?!…) at character 2", "2번째 글자의 전후방 탐색"),
        ("(a)\\1", "the back-reference at character 4", "4번째 글자의 역참조"),
        ("a[\\p{Hangul}]", "\\p{…} at character 3", "3번째 글자의 \\p{…}"),
        ("a(b", "this ( is not closed at character 2", "2번째 글자: 여는 괄호"),
        ("a)b", "this ) closes nothing at character 2", "2번째 글자: 닫는 괄호"),
        ("*.html", "there is nothing to repeat; to mean the sign itself, put \\ in front at character 1", "1번째 글자: 반복할 글자가"),
        ("[z-a]", "this range ends before it begins at character 2", "2번째 글자: 범위의"),
        ("a{3,1}", "this count in {…} is wrong at character 2", "2번째 글자: {…} 안의"),
        ("\\y", "\\ with this letter means nothing at character 1", "1번째 글자: \\와"),
        ("a{5000}", "the expression is too large", "정규식이 너무 커요(32KB 초과)"),
    ] {
        let error = parsed(expression, Blanks::Kept).and_then(|hir| table(&hir)).unwrap_err();
        assert!(error.to_string().contains(english), "{expression}: {error}");
        assert!(error.ko().contains(korean), "{expression}: {}", error.ko());
    }
}

/// What is hard for an automaton is either made or refused; nothing is asked of memory or patience. (It took 0.1 s at most each.)
#[test]
fn monsters() {
    for (expression, fits) in [
        ("^(a|b)*a(a|b){8}$", true),
        ("^(a|b)*a(a|b){14}$", false),
        ("(.?a){60}", false),
        ("^(.{0,30}a){8}$", false),
        ("(((a{30}){30}){30})", false),
        (".{0,300}a.{0,99}", false),
        ("(?:a?){500}a{500}", true),
        ("([a-z]*[0-9]*){99}x", true),
        ("(x+x+)+y", true),
        ("^(\\w{1,30}[.-]?){6}$", true),
        ("(a?b?c?d?e?f?g?h?){20}$", true),
    ] {
        assert_eq!(table(&parsed(expression, Blanks::Kept).unwrap()).is_ok(), fits, "{expression}");
    }
    let deep = ["(".repeat(60), "a".to_owned(), ")".repeat(60)].concat();
    assert_eq!(parsed(&deep, Blanks::Kept), Err(PatternError::TooLarge));
}

/// What owners write stays small.
#[test]
fn sizes() {
    for (expression, bytes) in [("sale", 60), ("^/product/(detail|view)\\.html$", 230), ("\\d+", 20), (".*", 5), ("[가-힣]+", 130)] {
        let table = table(&parsed(expression, Blanks::Kept).unwrap()).unwrap();
        assert!(table.len() <= bytes, "{expression}: {}", table.len());
    }
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "B",
        "7",
        "가",
        "나",
        "é",
        "k",
        "s",
        ".",
        "[^a]",
        "[A-c가-나]",
        "[^가x]",
        "\\d",
        "\\w",
        "\\W",
        "\\s",
        "[^\\d-]",
        "\\b",
        "^",
        "$",
        "-",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
        let sign = prop::sample::select(vec!["*", "+", "?", "{2}", "{1,3}", "{2,}"]);
        prop_oneof![
            (inner.clone(), sign).prop_map(|(part, sign)| format!("(?:{part}){sign}")),
            prop::collection::vec(inner.clone(), 2..5).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join("|"))),
        ]
    })
}

/// The same for the crate that is known to be right.
fn oracle(expression: &str) -> regex::Regex {
    let mut plain = expression.to_owned();
    for (ours, theirs) in [
        ("[^\\d-]", "[^0-9-]"),
        ("\\d", "[0-9]"),
        ("\\w", "[0-9A-Za-z_]"),
        ("\\W", "[^0-9A-Za-z_]"),
        ("\\s", "[\\t-\\r \u{a0}\u{3000}]"),
        ("\\b", "(?-u:\\b)"),
    ] {
        plain = plain.replace(ours, theirs);
    }
    regex::RegexBuilder::new(&plain).case_insensitive(true).build().unwrap()
}

const TEXT: &str = "[aAbBcC7kKsS가나다éx \n-]{0,8}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_walk_finds_what_the_expression_finds(expression in expression(), texts in prop::collection::vec(TEXT, 12)) {
        let hir = parsed(&expression, Blanks::Kept).unwrap();
        let Ok(table) = table(&hir) else { return Ok(()) };
        let oracle = oracle(&expression);
        for text in &texts {
            prop_assert_eq!(walk(&table, text.to_ascii_lowercase().as_bytes()), oracle.is_match(text), "{} in {:?}", expression, text);
        }
    }

    #[test]
    fn a_property_is_searched_alone(
        expression in expression(),
        properties in prop::collection::vec(("[a-c]{1,2}", "[aAbBc7ks가나é]{0,5}"), 0..4),
    ) {
        let hir = parsed(&expression, Blanks::Kept).unwrap();
        let Ok(table) = table_of_property(&hir, b"a") else { return Ok(()) };
        let oracle = oracle(&expression);
        let label = model::url::property_label(properties.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let yes = properties.iter().any(|(name, value)| name == "a" && oracle.is_match(value));
        prop_assert_eq!(walk(&table, label.to_ascii_lowercase().as_bytes()), yes, "{} in {}", expression, label);
    }

    #[test]
    fn broken_tables_are_walked_to_their_end(table in prop::collection::vec(any::<u8>(), 0..40), text in prop::collection::vec(any::<u8>(), 0..40)) {
        walk(&table, &text);
    }

    #[test]
    fn any_text_is_an_expression_or_refused(expression in "[a-c()\\[\\]{}|*+?^$.\\\\0-9,:<>=!dwsbpPx-]{0,20}") {
        if let Err(error) = parsed(&expression, Blanks::Gone).and_then(|hir| table(&hir)) {
            prop_assert!(!error.to_string().is_empty() && !error.ko().is_empty());
        }
    }
}
