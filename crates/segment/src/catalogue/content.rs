//! Pages (S10–S14) and products (S15).

use model::facts::Fact;

use super::{
    Ask::{Log, Money, Number, Path, Product, Url, Words},
    Entry,
    ProductField::{Category, Id, Name},
    What::{Labels, Priced, SomeKeys},
    row,
};

pub const ROWS: &[Entry] = &[
    row("content.current_page", "S10", "현재 보는 페이지", "current page", Fact::PageUrl, Url).visit(),
    row("content.page_title", "S10", "현재 페이지 제목", "title of the current page", Fact::PageTitle, Words).visit(),
    row("content.path_page", "S11", "경로상 페이지", "page on the path", Fact::Path, Path).visit(),
    row("content.path_repeats", "S12", "경로상 페이지 반복 횟수", "repeats of a page on the path", Fact::Path, Path)
        .unit("회", "times")
        .visit(),
    row("content.start_page", "S13", "시작 페이지", "start page", Fact::StartPage, Url).visit(),
    row("content.conversion_page", "S13", "전환 페이지", "conversion page", Fact::ConversionPage, Url).visit(),
    row("content.search_word", "S14", "내부 검색어", "in-site search word", Fact::SearchWord, Words).visit(),
    row("content.search_results", "S14", "내부 검색 결과 수", "in-site search results", Fact::SearchResults, Number)
        .unit("개", "results")
        .visit(),
    row("product.viewing", "S15", "현재 보는 상품", "product being viewed", Fact::Product, Product(Id)).onsite(),
    row("product.viewing_name", "S15", "현재 보는 상품 이름", "name of the product being viewed", Fact::Product, Product(Name)).onsite(),
    row("product.viewing_category", "S15", "현재 보는 상품의 카테고리", "category being viewed", Fact::Product, Product(Category)).onsite(),
    row("product.viewing_price", "S15", "현재 보는 상품 가격", "price being viewed", Fact::ProductPrice, Money).onsite(),
    row("product.viewed", "S15", "최근 본 상품", "recently viewed product", Fact::Viewed, Log(SomeKeys)).unit("회", "times"),
    row("product.viewed_category", "S15", "최근 본 카테고리", "recently viewed category", Fact::Viewed, Log(Labels)).unit("회", "times"),
    row("product.viewed_price", "S15", "최근 본 상품 가격대", "price of products viewed", Fact::Viewed, Log(Priced)).unit("회", "times"),
];
