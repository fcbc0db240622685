//! Refusing advertisements by a link: what the link carries, what its page says, and what somebody is told of their refusal.
//!
//! A link is bound to a site and to a contact's value in the blind index, and shows by a tag that the site's edge has made it. It names nobody,
//! needs no sign-in, and is good for as long as the index is: what it is signed by is derived from the index's key, which is the one key that is
//! never renewed (a link in a message of years ago still has to work), and without which the value in it would mean nothing.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use model::time::{EpochMs, Zone};
use sha2::Sha256;

use crate::consent::{Channel, Holds, Ledger, Purpose, Said, Source, Word};

/// Bytes of a tag: with the limit on tries from one address nobody finds one of 2^64.
pub const TAG_BYTES: usize = 8;
/// The variable of a text in whose place the link stands.
pub const VARIABLE: &str = "opt_out";
/// A link that leads nowhere, as long as one that does: for looking at a text before it leaves.
pub const STAND_IN: &str = "https://dangol.example/o/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// By which ways somebody who refuses on the page is not advertised to any more.
pub const CHANNELS: [Channel; 2] = [Channel::Sms, Channel::Kakao];
/// The result of a refusal is told within so many days (Network Act, Art. 50(7); its decree, Art. 62-2).
pub const TOLD_WITHIN_DAYS: i64 = 14;

/// What a link carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub site: [u8; 8],
    pub contact: [u8; 16],
    pub tag: [u8; TAG_BYTES],
}

impl Token {
    /// The token of a contact, whose tag is of the key of the site's blind index. No kind of contact, which the same key signs, is called as what is
    /// signed here begins. For ever: links are in people's phones.
    #[must_use]
    pub fn signed(index_key: &[u8], site: [u8; 8], contact: [u8; 16]) -> Self {
        let mut tag = [0; TAG_BYTES];
        // HMAC takes a key of any length.
        if let Ok(mac) = Hmac::<Sha256>::new_from_slice(index_key) {
            let whole = mac.chain_update(b"opt-out-v1\n").chain_update(site).chain_update(contact).finalize().into_bytes();
            tag.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        }
        Self { site, contact, tag }
    }

    /// As it stands in the address: 43 letters.
    #[must_use]
    pub fn text(&self) -> String {
        Base64UrlUnpadded::encode_string(&[self.site.as_slice(), &self.contact, &self.tag].concat())
    }

    /// The token of an address; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 8 + 16 + TAG_BYTES] = Base64UrlUnpadded::decode_vec(text).ok()?.try_into().ok()?;
        let (site, rest) = bytes.split_first_chunk()?;
        let (contact, rest) = rest.split_first_chunk()?;
        Some(Self { site: *site, contact: *contact, tag: rest.try_into().ok()? })
    }

    /// Whether this is its tag. Takes as long for a wrong one as for the right one.
    #[must_use]
    pub fn is_by(&self, tag: &[u8; TAG_BYTES]) -> bool {
        self.tag.iter().zip(tag).fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
    }
}

/// What the page says, and what is kept as what the person saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub lang: &'static str,
    pub title: &'static str,
    /// With `{sender}`.
    pub wording: &'static str,
    pub button: &'static str,
    pub done: &'static str,
    /// The sender, what was done, when, with what result: what each line is called, and what is said in the second and the last.
    pub sender: &'static str,
    pub action: (&'static str, &'static str),
    pub at: &'static str,
    pub result: (&'static str, &'static str),
    pub nowhere: &'static str,
}

/// In Korean, in English.
pub const PAGES: [Page; 2] = [
    Page {
        lang: "ko",
        title: "광고 수신거부",
        wording: "{sender}에서 이 연락처로 보내는 광고 문자와 카카오톡 광고 메시지를 더 이상 받지 않겠습니다. 주문·배송 안내는 계속 받습니다.",
        button: "수신거부",
        done: "수신거부가 처리되었습니다",
        sender: "보낸 곳",
        action: ("처리 내용", "광고성 정보 수신거부 (문자, 카카오톡)"),
        at: "처리 일시",
        result: ("처리 결과", "완료"),
        nowhere: "이 링크는 사용할 수 없습니다. 문자에 있는 무료수신거부 번호로 전화해 주세요.",
    },
    Page {
        lang: "en",
        title: "Refuse advertisements",
        wording: "I no longer want advertising texts and KakaoTalk advertising messages from {sender} at this contact. Notices about orders and deliveries still come.",
        button: "Refuse",
        done: "Your refusal has been processed",
        sender: "Sender",
        action: ("What was done", "Advertisements refused (text messages, KakaoTalk)"),
        at: "When",
        result: ("Result", "Completed"),
        nowhere: "This link cannot be used. Please call the free number in the message to refuse.",
    },
];

/// The page for whoever prefers these languages (`Accept-Language`): Korean, unless English is said before it.
#[must_use]
pub fn page(languages: &str) -> &'static Page {
    let [ko, en] = &PAGES;
    let first =
        languages.split(',').map(|said| said.trim().to_ascii_lowercase()).find(|said| said.starts_with("ko") || said.starts_with("en"));
    if first.is_some_and(|said| said.starts_with("en")) { en } else { ko }
}

/// The words of a refusal on the page: by each way, by day and by night.
#[must_use]
pub fn words(at: EpochMs, wording: &str, place: &str) -> Vec<Word> {
    let word = |channel, purpose| Word {
        at,
        channel: Some(channel),
        purpose,
        said: Said::Refused,
        source: Source::Person,
        wording: wording.to_owned(),
        place: place.to_owned(),
        guardian: false,
    };
    let of = |channel| [word(channel, Purpose::Advertising), word(channel, Purpose::NightAdvertising)];
    CHANNELS.into_iter().flat_map(of).collect()
}

/// Since when everything that the page refuses is refused; `None`: it is not.
#[must_use]
pub fn refused_since(ledger: &Ledger) -> Option<EpochMs> {
    let since = |channel| match ledger.holds(Purpose::Advertising, Some(channel)) {
        Holds::Refused(word) => Some(word.at),
        Holds::Granted(_) | Holds::Unsaid => None,
    };
    CHANNELS.into_iter().map(since).try_fold(EpochMs(i64::MIN), |last, at| Some(last.max(at?)))
}

/// When somebody agreed to advertisements last: a refusal after it is another one than those before. `None`: never.
#[must_use]
pub fn granted_at(words: &[Word]) -> Option<EpochMs> {
    let granted = words.iter().filter(|word| word.said == Said::Granted && word.purpose == Purpose::Advertising);
    granted.map(|word| word.at).max()
}

/// The column of [`notice`] with the moment of the refusal.
pub const NOTICE_AT: &str = "일시";

/// What somebody is told of their refusal: who, what was done, when, with what result; nothing that advertises.
#[must_use]
pub fn notice(sender: &str) -> String {
    format!("[{sender}] 수신거부 처리 결과\n#{{{NOTICE_AT}}} 요청하신 광고 수신거부가 완료되었습니다.")
}

/// A moment as it is told: `2026-11-22 18:40`.
#[must_use]
pub fn moment(at: EpochMs, zone: &Zone) -> String {
    let minute = zone.minute(at);
    format!("{} {:02}:{:02}", zone.day(at), minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text;

    #[test]
    fn what_is_told() {
        let zone = Zone::fixed(9 * 3600);
        let at = EpochMs(1_795_340_400_000);
        assert_eq!(moment(at, &zone), "2026-11-22 18:40");
        let told = notice("다정한 찻집").replace("#{일시}", &moment(at, &zone));
        assert_eq!(told, "[다정한 찻집] 수신거부 처리 결과\n2026-11-22 18:40 요청하신 광고 수신거부가 완료되었습니다.");
        assert!(text::unsendable(&told).is_empty());
        for (languages, lang) in
            [("", "ko"), ("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("en-US,en;q=0.9,ko;q=0.8", "en"), ("fr,EN", "en"), ("fr", "ko")]
        {
            assert_eq!(page(languages).lang, lang, "{languages}");
        }
    }

    /// What was sent once works for ever.
    #[test]
    fn frozen() {
        let case: serde_json::Value = serde_json::from_str(include_str!("../../../tests/cases/compat/optout-1.json")).unwrap();
        let bytes = |name: &str| case[name].as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect::<Vec<u8>>();
        let token = Token::signed(&bytes("index_key"), bytes("site").try_into().unwrap(), bytes("contact").try_into().unwrap());
        assert_eq!(token.text(), case["token"]);
        assert_eq!(Token::read(case["token"].as_str().unwrap()), Some(token));
    }

    #[test]
    fn when_it_is_refused() {
        let mut ledger = Ledger::default();
        assert_eq!(refused_since(&ledger), None);
        let link = STAND_IN.rsplit('/').next().and_then(Token::read);
        assert!(link.is_some_and(|token| !token.is_by(&Token::signed(&[], token.site, token.contact).tag)));
        let all = words(EpochMs(1_700_000_000_000), "더 이상 받지 않겠습니다", "/o");
        ledger.take(all[0].clone());
        assert_eq!(refused_since(&ledger), None, "one way alone");
        all.iter().for_each(|word| drop(ledger.take(word.clone())));
        assert_eq!(refused_since(&ledger), Some(EpochMs(1_700_000_000_000)));
        assert!(!ledger.may_advertise(Channel::Sms, false) && !ledger.may_advertise(Channel::Kakao, true));
        let yes = Word { said: Said::Granted, at: EpochMs(1_700_000_000_001), channel: Some(Channel::Kakao), ..all[0].clone() };
        ledger.take(yes);
        assert_eq!(refused_since(&ledger), None);
        assert_eq!(granted_at(ledger.words()), Some(EpochMs(1_700_000_000_001)));
        assert_eq!(granted_at(&all), None);
    }

    proptest! {
        /// A token is read as it was written, and another one's tag is not its own.
        #[test]
        fn tokens(site in any::<[u8; 8]>(), contact in any::<[u8; 16]>(), tag in any::<[u8; 8]>(), bit in 0_usize..64) {
            let token = Token { site, contact, tag };
            prop_assert_eq!(token.text().len(), 43);
            prop_assert_eq!(Token::read(&token.text()), Some(token));
            let mut other = tag;
            other[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(token.is_by(&tag) && !token.is_by(&other));
        }

        #[test]
        fn what_is_no_token(text in "[A-Za-z0-9_=-]{0,60}") {
            let read = Token::read(&text);
            prop_assert_eq!(read.map(|token| token.text()), read.map(|_| text));
        }
    }
}
