//! The member (S20), consent (S21), points and coupons (S22, S22b).

use model::facts::{Fact, fold::CHECKOUT};

use super::{
    Ask::{Day, Field, Log, Months, NextDay, NextLog, Number, OneOf, WordsEqual, YesNo},
    Entry,
    What::{Fixed, Labels},
    row,
};

const CAFE24: &str = "cafe24";

pub const ROWS: &[Entry] = &[
    row("member.is_member", "S20", "회원", "member", Fact::IsMember, YesNo).edge(),
    row("member.signed_in", "S20", "로그인 중", "signed in now", Fact::Member, YesNo).visit(),
    row("member.sign_up_day", "S20", "가입일", "sign-up day", Fact::SignUpDay, Day).edge(),
    row("member.last_login_day", "S20", "최근 로그인일", "last log-in day", Fact::LastLoginDay, Day).edge(),
    row("member.logins", "S20", "로그인 횟수", "number of log-ins", Fact::Logins, Number).unit("회", "log-ins").edge(),
    row("member.grade", "S20", "회원 등급", "grade", Fact::Grade, WordsEqual).edge(),
    row("member.gender", "S20", "성별", "gender", Fact::Gender, OneOf(&["female", "male", "other"])).edge(),
    row("member.age", "S20", "나이", "age", Fact::Age, Number).unit("세", "years").up_to(150).edge(),
    row("member.birthday", "S20", "생일", "birthday", Fact::Birthday, NextDay).edge(),
    row("member.birth_month", "S20", "생일 달", "month of birth", Fact::BirthMonth, Months).edge(),
    row("member.region", "S20", "지역", "region", Fact::Region, WordsEqual).edge(),
    row("member.field", "S20", "회원 추가 항목", "custom field", Fact::Fields, Field).edge(),
    row("consent.sms", "S21", "문자 광고 수신 동의", "consent to ads by SMS", Fact::ConsentSms, YesNo).edge(),
    row("consent.kakao", "S21", "카카오 광고 수신 동의", "consent to ads by Kakao", Fact::ConsentKakao, YesNo).edge(),
    row("consent.email", "S21", "이메일 광고 수신 동의", "consent to ads by e-mail", Fact::ConsentEmail, YesNo).edge(),
    row("consent.push", "S21", "앱 푸시 광고 수신 동의", "consent to ads by app push", Fact::ConsentPush, YesNo).edge(),
    row("consent.kakao_friend", "S21", "카카오 채널 친구", "Kakao channel friend", Fact::KakaoFriend, YesNo).edge(),
    row("benefit.points", "S22", "적립금", "points", Fact::Points, Number).unit("원", "points").edge(),
    row("benefit.coupon", "S22", "사용가능 쿠폰", "usable coupon", Fact::Coupons, NextLog).unit("장", "coupons").edge(),
    row("cafe24.coupon", "S22b", "카페24 쿠폰", "Cafe24 coupon", Fact::Coupons, NextLog).unit("장", "coupons").edge().on(CAFE24),
    row("cafe24.category_views", "S22b", "카테고리상품 조회횟수", "views of a category's products", Fact::Viewed, Log(Labels))
        .unit("회", "times")
        .on(CAFE24),
    row("cafe24.order_form", "S22b", "주문서 작성", "order form reached", Fact::Events, Log(Fixed(CHECKOUT)))
        .unit("회", "times")
        .on(CAFE24),
];
