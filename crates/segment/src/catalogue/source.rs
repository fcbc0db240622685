//! Where the visit came from (S07–S09).

use model::facts::Fact;

use super::{
    Ask::{Domain, Is, Named, OneOf, Words},
    Entry, row,
};

const KINDS: &[&str] = &["search", "sns", "referral", "campaign", "direct", "email"];

pub const ROWS: &[Entry] = &[
    row("source.word", "S07", "유입 검색어", "arrival keyword", Fact::Word, Words).visit(),
    row("source.previous_word", "S07b", "직전 검색어", "previous keyword", Fact::PreviousWord, Words).visit(),
    row("source.search_engine", "S08", "검색엔진", "search engine", Fact::SourceName, Named("search")).visit(),
    row("source.sns", "S08", "SNS", "social network", Fact::SourceName, Named("sns")).visit(),
    row("source.referrer_domain", "S08", "유입 도메인", "referrer domain", Fact::Referrer, Domain).visit(),
    row("source.direct", "S08", "직접 유입", "direct visit", Fact::SourceKind, Is("direct")).visit(),
    row("source.kind", "S08", "유입 경로", "source", Fact::SourceKind, OneOf(KINDS)).visit(),
    row("source.name", "S08", "유입 사이트", "source site", Fact::SourceName, Words).visit(),
    row("source.campaign_source", "S09", "캠페인 소스", "campaign source", Fact::CampaignSource, Words).visit(),
    row("source.campaign_medium", "S09", "캠페인 매체", "campaign medium", Fact::CampaignMedium, Words).visit(),
    row("source.campaign_name", "S09", "캠페인 이름", "campaign name", Fact::CampaignName, Words).visit(),
    row("source.campaign_content", "S09", "캠페인 콘텐츠", "campaign content", Fact::CampaignContent, Words).visit(),
    row("source.campaign_term", "S09", "캠페인 검색어", "campaign term", Fact::CampaignTerm, Words).visit(),
    row("source.campaign_code", "S09", "캠페인 추적 코드", "campaign code", Fact::CampaignCode, Words).visit(),
];
