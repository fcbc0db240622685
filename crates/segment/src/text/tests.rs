//! How texts and pages compare, case by case, and what holds of any pattern and any text.

use model::wire::written;
use proptest::prelude::*;

use super::*;

fn matches(pattern: &Pattern, text: &str) -> bool {
    let bytes = written(&vec![pattern.clone()]);
    let mut reader = Reader::new(&bytes);
    let yes = Subject::new(text.as_bytes(), &mut Vec::new()).matches_any(&mut reader);
    assert!(reader.rest().is_empty(), "the reader stands behind the patterns");
    yes
}

use Match::{Contains, Equals, Glob, Regex, StartsWith};

#[test]
fn texts_compare_without_case_and_blanks() {
    for (how, value, text, yes) in [
        (Contains, "브랜드a", "오늘의 브랜드 A 세일", true),
        (Equals, "브랜드 A", "브랜드\u{a0}a", true),
        (Equals, "브랜드 A", "브랜드\u{3000}a\t", true),
        (Equals, "a", "a/", false),
        (Equals, "우리몰", "우\t리\r\n몰", true),
        (Equals, "CAFÉ", "café", true),
        (Equals, "café", "CAFÉ", true),
        (Equals, "café", "CAFÉ/", false),
        (Equals, "café", "cafe", false),
        (Contains, "чай", "ЗЕЛЁНЫЙ ЧАЙ", true),
        (StartsWith, "ａｂ", "ＡＢＣ", true),
        (Glob, "*é?", "CAFÉS", true),
        (StartsWith, "브랜드", "브랜드a", true),
        (StartsWith, "랜드", "브랜드a", false),
        (Glob, "브랜드 ?", "브랜드 A", true),
        (Glob, "브랜드 ?", "브랜드 AB", false),
        (Glob, "*세일", "오늘의 세 일", true),
        (Glob, "?", "가", true),
        (Regex, "^브랜드 (a|b)$", "브랜드 B", true),
        (Regex, "브랜드\\s+a", "브랜드 a", true),
        (Regex, "^[a-z]+-\\d+$", "AB - 12", true),
        (Equals, "a%20b", "a b", false),
        (Equals, "a%20b", "A%20B", true),
        (Contains, "", "", true),
    ] {
        assert_eq!(matches(&Pattern::of(how, value).unwrap(), text), yes, "{how:?} {value} {text}");
    }
}

#[test]
fn pages_compare_as_people_expect() {
    for (how, value, query, url, yes) in [
        (StartsWith, "/product/", None, "https://shop.kr/product/p1/?a=1", true),
        (StartsWith, "product/", None, "https://shop.kr/product/p1/?a=1", true),
        (StartsWith, "/product/", None, "https://shop.kr/product", false),
        (Equals, "/product/p1/", None, "https://shop.kr/product/p1/?a=1", true),
        // The slash at the end, on either side; the host's own.
        (Equals, "/product/p1", None, "https://shop.kr/product/p1/", true),
        (Equals, "/product/p1/", None, "https://shop.kr/product/p1", true),
        (Equals, "/product/p1", None, "https://shop.kr/product/p12", false),
        (Equals, "/product/p1", None, "https://shop.kr/product/p1//", false),
        (Equals, "/", None, "https://shop.kr/", true),
        (Equals, "/", None, "https://shop.kr", true),
        (Equals, "/", None, "https://shop.kr/a", false),
        (Equals, "/", None, "https://shop.kr?a=1", true),
        // Case, percent signs, blanks.
        (Equals, "/Product/P1", None, "https://shop.kr/pRODUCT/p1", true),
        (Contains, "/상품/", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
        (Contains, "/%EC%83%81%ED%92%88/", None, "https://shop.kr/상품/1", true),
        (Contains, "/%ec%83%81", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
        (Contains, "/%C7%D1", None, "https://shop.kr/%C7%D1%B1%DB/1", true),
        (Equals, "/CAFÉ", None, "https://shop.kr/caf%C3%A9/", true),
        (StartsWith, "/café?q=É", None, "https://shop.kr/CAF%C3%89S?q=%C3%A9", true),
        (Glob, "/É*", None, "https://shop.kr/%C3%A9a", true),
        (Equals, "/a b", None, "https://shop.kr/a%20b", true),
        (Equals, "/ab", None, "https://shop.kr/a%20b", false),
        (Equals, "/a+b", None, "https://shop.kr/a+b", true),
        (Equals, "/a+b", None, "https://shop.kr/a%20b", false),
        (Equals, "/100%", None, "https://shop.kr/100%", true),
        (Equals, "/a%3Fb", None, "https://shop.kr/a%3Fb", true),
        // Hosts.
        (Equals, "https://shop.kr/", None, "http://shop.kr/", true),
        (Equals, "HTTPS://Shop.KR", None, "http://shop.kr/", true),
        (Equals, "//shop.kr/a", None, "https://shop.kr/a/", true),
        (Equals, "https://shop.kr/a", None, "https://www.shop.kr/a", false),
        (Equals, "https://shop.kr:443/a", None, "https://shop.kr/a", true),
        (Equals, "https://shop.kr:8443/a", None, "https://shop.kr:8443/a", true),
        (Equals, "https://shop.kr/a", None, "https://shop.kr:8443/a", false),
        (Equals, "https://me:pw@shop.kr/a", None, "https://you@shop.kr/a", true),
        (StartsWith, "https://shop.kr", None, "https://shop.kr/a", true),
        (StartsWith, "https://shop.kr", None, "https://shop.kr.example/a", false),
        (Contains, "https://shop.kr/pro", None, "https://shop.kr/product", true),
        (Contains, "https://shop.kr/pro", None, "https://evilshop.kr/product", false),
        (Contains, "//shop.kr", None, "https://other.kr/?next=https://shop.kr/", false),
        (Equals, "https://우리몰.kr/a", None, "https://xn--oy2bqs410a.kr/a", true),
        (Equals, "https://XN--OY2BQS410A.kr/a", None, "https://xn--oy2bqs410a.kr/a", true),
        (Equals, "https://우리몰.kr/a", None, "https://우리몰.kr/a/", true),
        (Equals, "https://우리몰.kr/a", None, "https://우리몰.kr/ab", false),
        (StartsWith, "https://xn--oy2bqs410a.kr:8443/a", None, "https://우리몰.kr:8443/ab", true),
        (Contains, "https://우리몰.kr/?a=1", None, "https://xn--oy2bqs410a.kr/?b=2&a=1", true),
        (Equals, "http://[::1]:8787/a", None, "http://[::1]:8787/a", true),
        (Glob, "https://*.shop.kr/*", None, "https://m.shop.kr/a", true),
        (Glob, "https://*.shop.kr/*", None, "https://shop.kr/a", false),
        (Glob, "https://우리몰.kr/*", None, "https://xn--oy2bqs410a.kr/a", true),
        (Equals, "/a//b", None, "/a//b", true),
        (Contains, "a//b", None, "https://shop.kr/a//b", true),
        (Equals, "/b", None, "/a//b", false),
        (Equals, "https://shop.kr/a", None, "/a", false),
        // Fragments and routes.
        (Equals, "/a", None, "https://shop.kr/a#top", true),
        (Equals, "/a#top", None, "https://shop.kr/a", true),
        (Contains, "top", Some(true), "https://shop.kr/a#top", false),
        (Equals, "/app#/cart", None, "https://shop.kr/app#/cart", true),
        (Equals, "/app#/cart", None, "https://shop.kr/app#/cart/", true),
        (Equals, "/app", None, "https://shop.kr/app#/cart", false),
        (Equals, "#/cart", None, "https://shop.kr/?utm=1#/cart?x=2", true),
        (Equals, "#!cart", None, "https://shop.kr/#!cart", true),
        (Contains, "/cart", None, "https://shop.kr/app#/cart", true),
        (Equals, "/app#/cart?x=2&utm=1", None, "https://shop.kr/app?utm=1#/cart?x=2", true),
        (Equals, "/a#top?x=1", None, "https://shop.kr/a?y=2", true),
        // Queries: the same set, in any order.
        (Equals, "/list?a=1&b=2", None, "https://shop.kr/list?b=2&a=1", true),
        (Equals, "/list?a=1&b=2", None, "https://shop.kr/list/?b=2&&a=1&", true),
        (Equals, "/list?a=1&b=2", None, "https://shop.kr/list?a=1&b=2&b=2", true),
        (Equals, "/list?a=1&b=2", None, "https://shop.kr/list?a=1&b=2&c=3", false),
        (Equals, "/list?a=1&b=2", None, "https://shop.kr/list?a=1", false),
        (Equals, "/list?a=1", None, "https://shop.kr/list?a=1", true),
        (Equals, "/list?a=1", None, "https://shop.kr/list?a=12", false),
        (Equals, "/list?a=1", None, "https://shop.kr/list", false),
        (Equals, "/list?", None, "https://shop.kr/list", true),
        (Equals, "/list?", None, "https://shop.kr/list?a=1", false),
        (Equals, "/list?sold", None, "https://shop.kr/list?sold=", true),
        (Equals, "/list?sold=", None, "https://shop.kr/list?sold", true),
        (Equals, "/list?sold", None, "https://shop.kr/list?sold=1", false),
        (Equals, "?a=1", None, "https://shop.kr/?a=1", true),
        (Equals, "?a=1", None, "https://shop.kr/list?a=1", false),
        (Contains, "?a=1", Some(false), "https://shop.kr/list", true),
        (Contains, "?", None, "https://shop.kr/list", true),
        (Equals, "/list?a=1", Some(false), "https://shop.kr/list?b=2", true),
        (Equals, "https://shop.kr/list?a=1&b=2", None, "https://shop.kr/list?b=2&a=1", true),
        // … or among them.
        (StartsWith, "/li?b=2&a=1", None, "https://shop.kr/list?a=1&x=y&b=2", true),
        (StartsWith, "/li?b=2&a=1", None, "https://shop.kr/list?a=1&b=22", false),
        (StartsWith, "/li?b=2", None, "https://shop.kr/my/list?b=2", false),
        (Contains, "list?b=2", None, "https://shop.kr/my/list?a=1&b=2", true),
        (Contains, "?b=2", None, "https://shop.kr/my/list?a=1&b=2", true),
        (Contains, "?b=2", None, "https://shop.kr/b=2", false),
        (Contains, "?a=b&c=1", None, "https://shop.kr/?a=b%26c=1", false),
        (Contains, "?a=b%26c=1", None, "https://shop.kr/?a=b%26c=1", true),
        (Contains, "?q=찻 잔", None, "https://shop.kr/?Q=%EC%B0%BB+%EC%9E%94", true),
        (Contains, "?q=찻+잔", None, "https://shop.kr/?q=%EC%B0%BB%20%EC%9E%94", true),
        (Contains, "?q=1%2B1", None, "https://shop.kr/?q=1%2B1", true),
        (Contains, "?q=1%2B1", None, "https://shop.kr/?q=1+1", false),
        // Queries as text.
        (Equals, "/product/p1/", Some(true), "https://shop.kr/product/p1/?a=1", false),
        (Equals, "/product/p1/", Some(true), "https://shop.kr/product/p1", true),
        (Contains, "cate=12", Some(true), "https://shop.kr/list?x=1&cate=12", true),
        (Contains, "cate=1", Some(true), "https://shop.kr/list?x=1&cate=12", true),
        (Contains, "cate=12", Some(false), "https://shop.kr/list?x=1&cate=12", false),
        // … or by their names alone, each whole.
        (Contains, "cate=12", None, "https://shop.kr/list?x=1&cate=12", true),
        (Contains, "cate=1", None, "https://shop.kr/list?x=1&cate=12", false),
        (Equals, "cate=12", None, "https://shop.kr/list?x=1&cate=12", true),
        (Contains, "&sold", None, "https://shop.kr/list?x=1&sold=", true),
        (Contains, "a/b=1", None, "https://shop.kr/a/b=1", true),
        (Contains, "q=찻+잔", Some(true), "https://shop.kr/?q=%EC%B0%BB+%EC%9E%94", true),
        (StartsWith, "https://shop.kr/list", Some(true), "https://shop.kr/list?x=1", true),
        // Globs.
        (Glob, "/product/*/review", None, "https://shop.kr/product/p1/review", true),
        (Glob, "/product/p?/", None, "https://shop.kr/product/p12/", false),
        (Glob, "/product/?/", None, "https://shop.kr/product/가/", true),
        (Glob, "product/*", None, "https://shop.kr/product/p1?a=1", true),
        (Glob, "*/review", None, "https://shop.kr/product/p1/review", true),
        (Glob, "/상품/*", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
        (Glob, "/%EC%83%81*", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
        (Glob, "/a%2Ab", None, "https://shop.kr/a*b", true),
        (Glob, "/a%2Ab", None, "https://shop.kr/axb", false),
        (Glob, "/list*", None, "https://shop.kr/list?x=1", true),
        (Glob, "/list?cate=*", Some(true), "https://shop.kr/list?cate=12", true),
        (Glob, "/list?q=a+*", Some(true), "https://shop.kr/list?q=a+b", true),
        (Glob, "/list?cate=*", None, "https://shop.kr/list?cate=12", true),
        (Glob, "/list?cate=*", None, "https://shop.kr/list?dog=12", false),
        (Glob, "/list?cate=*", None, "https://shop.kr/lists?cate=12", false),
        (Glob, "/list?cate=*", Some(false), "https://shop.kr/list?cate=12", false),
        (Glob, "/p?/list?cate=*", None, "https://shop.kr/p1/list?cate=12", true),
        (Glob, "/product/p?", None, "https://shop.kr/product/p1?a=1", true),
        (Glob, "*review?", None, "https://shop.kr/reviews", true),
        (Glob, "*review?", None, "https://shop.kr/?q=reviews", false),
        (Glob, "*review*", None, "https://shop.kr/?q=reviews", false),
        (Glob, "https://shop.kr/p?", None, "https://shop.kr/p1?a=1", true),
        // Expressions.
        (Regex, "^/product/\\d+/?$", None, "https://shop.kr/product/12/?a=1", true),
        (Regex, "^/Product/\\d+$", None, "https://shop.kr/product/12a", false),
        (Regex, "product", None, "https://shop.kr/my/product/12", true),
        (Regex, "cate=\\d+", None, "https://shop.kr/list?cate=12", false),
        (Regex, "cate=\\d+", Some(true), "https://shop.kr/list?cate=12", true),
        (Regex, "^https?://(www\\.)?shop\\.kr/a", None, "https://www.shop.kr/a", true),
        (Regex, "^https?:\\/\\/shop\\.kr\\/a", None, "https://shop.kr/a", true),
        (Regex, "https://shop\\.kr/a|https://shop\\.com/b", None, "https://shop.com/b", true),
        (Regex, "https://shop\\.kr/a", None, "https://evilshop.kr/a", false),
        (Regex, "//shop\\.kr/a", None, "https://shop.kr/a", true),
        (Regex, "/%EC%83%81%ED%92%88/\\d", None, "https://shop.kr/상품/1", true),
        (Regex, "/상품/\\d", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
        (Regex, "/a%2Eb", None, "https://shop.kr/axb", false),
        (Regex, "/a%20b", None, "https://shop.kr/a%20b", true),
        (Regex, "/a b", None, "https://shop.kr/a%20b", true),
        (Regex, "/%C7%D1", None, "https://shop.kr/%C7%D1%B1%DB/1", true),
        (Regex, "#/cart$", None, "https://shop.kr/app#/cart", true),
    ] {
        let pattern = Pattern::page(how, value, query).unwrap();
        assert_eq!(matches(&pattern, url), yes, "{how:?} {value} {query:?} {url}");
    }
}

#[test]
fn domains_and_what_is_below_them() {
    for (value, domain, yes) in [
        ("naver.com", "naver.com", true),
        ("naver.com", "blog.Naver.com", true),
        ("naver.com", "m.blog.naver.com", true),
        ("naver.com", "evilnaver.com", false),
        ("naver.com", "naver.com.example", false),
        ("blog.naver.com", "naver.com", false),
        ("https://www.naver.com/search?q=1", "www.naver.com", true),
        ("*.naver.com", "naver.com", true),
        ("우리몰.kr", "m.우리몰.kr", true),
        ("우리몰.kr", "m.xn--oy2bqs410a.kr", true),
    ] {
        assert_eq!(matches(&Pattern::domain(value).unwrap(), domain), yes, "{value} {domain}");
    }
    for value in ["", "https://", "a b.kr", "/a"] {
        assert!(matches!(Pattern::domain(value), Err(PatternError::Host { .. })), "{value}");
    }
    assert!(Pattern::page(Equals, "https:///a", None).is_err());
    assert!(Pattern::page(Glob, "https://우*.kr/", None).is_err());
}

#[test]
fn languages_and_their_regions() {
    for (value, language, yes) in [
        ("ko", "ko", true),
        ("ko", "ko-KR", true),
        ("KO", "ko", true),
        ("ko", "kok", false),
        ("ko-KR", "ko", false),
        ("zh_hant", "zh-Hant-TW", true),
    ] {
        assert_eq!(matches(&Pattern::language(value).unwrap(), language), yes, "{value} {language}");
    }
}

#[test]
fn properties() {
    let label = property_label([("plan", "Pro max"), ("size", "x&l=m"), ("a=b", ""), ("GRÖßE", "é")].into_iter());
    assert_eq!(label, "&plan=Pro max&size=x l m&a b=&GRÖßE=é&");
    for (how, name, value, yes) in [
        (Equals, "plan", "promax", true),
        (Equals, "PLAN", "pro max", true),
        (Equals, "plan", "pro", false),
        (Equals, "lan", "pro max", false),
        (Equals, "größe", "É", true),
        (StartsWith, "plan", "pro", true),
        (StartsWith, "plan", "max", false),
        (Contains, "plan", "max", true),
        (Contains, "plan", "xl", false),
        (Equals, "size", "x&l=m", true),
        (Equals, "a=b", "", true),
        (Glob, "plan", "pro*", true),
        (Glob, "plan", "pro", false),
        (Regex, "plan", "^pro", true),
        (Regex, "plan", "max$", true),
        (Regex, "plan", "^max", false),
        (Regex, "plan", "pro.*size", false),
        (Regex, "nothing", "", false),
        (Regex, "size", "", true),
    ] {
        assert_eq!(matches(&Pattern::property(how, name, value).unwrap(), &label), yes, "{how:?} {name} {value}");
    }
}

/// `*` any run, `?` one character, the whole text.
fn naive_glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=text.len()).any(|skipped| naive_glob(rest, &text[skipped..])),
        (['?', rest @ ..], [_, after @ ..]) => naive_glob(rest, after),
        ([sign, rest @ ..], [char, after @ ..]) => sign == char && naive_glob(rest, after),
        _ => false,
    }
}

#[test]
fn what_a_newer_edge_knows_never_matches() {
    for scope in 8..32 {
        let pattern = Pattern::one(STARTS_WITH, scope, Vec::new().into());
        assert!(!matches(&pattern, "https://shop.kr/"), "{scope}");
    }
}

#[test]
fn a_subject_is_asked_about_one_part_after_another() {
    let patterns: Vec<Pattern> = ["/x", "//shop.kr/x", "/a?b=1", "/x"].map(|value| Pattern::page(Equals, value, None).unwrap()).into();
    let scratch = &mut b"left over".to_vec();
    let bytes = written(&patterns);
    let mut subject = Subject::new(b"https://shop.kr/a?b=1", scratch);
    assert!(subject.matches_any(&mut Reader::new(&bytes)));
    assert!(!subject.turn_to(b"https://shop.kr/a?b=2").matches_any(&mut Reader::new(&bytes)));
    assert_eq!(Reader::new(&bytes).take::<Vec<Pattern>>(), patterns);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn globs_are_what_they_say(pattern in "[ab가*?]{0,8}", text in "[ab가나]{0,8}") {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(matches(&Pattern::of(Glob, &pattern).unwrap(), &text), naive_glob(&chars(&pattern), &chars(&text)));
    }

    #[test]
    fn a_page_equals_itself_and_has_its_parts(path in "([a-c가%][a-c가%/]{0,5})?", query in "[a-c=&+%2]{0,8}") {
        let url = format!("https://shop.kr/{path}?{query}");
        let value = format!("/{path}?{query}");
        for (how, value) in [(Equals, &value), (StartsWith, &value), (Contains, &value), (Equals, &url)] {
            prop_assert!(matches(&Pattern::page(how, value, None).unwrap(), &url), "{how:?} {value} {url}");
        }
    }

    #[test]
    fn broken_bytes_match_nothing_and_end(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "\\PC{0,20}") {
        let mut reader = Reader::new(&bytes);
        let yes = Subject::new(text.as_bytes(), &mut Vec::new()).matches_any(&mut reader);
        prop_assert!(!yes || reader.check().is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_value_is_a_pattern_or_refused(value in "\\PC{0,20}", text in "\\PC{0,20}") {
        for how in [Equals, StartsWith, Contains, Glob, Regex] {
            for query in [None, Some(false), Some(true)] {
                if let Ok(pattern) = Pattern::page(how, &value, query) {
                    matches(&pattern, &text);
                }
            }
            if let Ok(pattern) = Pattern::of(how, &value) {
                matches(&pattern, &text);
            }
        }
    }
}
