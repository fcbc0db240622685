//! Contacts in one form each, so that the same phone or address is the same: what is sealed, looked up and sent to.
//!
//! - **Phone**: E.164. Korean numbers by the numbering plan of Korea written out here (a mistyped digit is refused, since every send to it
//!   costs); others, which begin with `+`, by their country's lengths and prefixes (`phonelib`, 38 KB of the worker).
//! - **E-mail**: without the space around it, composed, the domain in small letters and spelled out. What stands before the `@` stays as it is: it is the other
//!   side's to say whether `Minji` and `minji` are one box.
//! - **Name**: without the space around it.

use icu_normalizer::ComposingNormalizerBorrowed;
use model::wire;

use crate::consent::Channel;

/// Most characters of a name.
pub const NAME_CHARS_MAX: usize = 100;
/// RFC 5321: a path less the angle brackets, and what stands before the `@`.
const EMAIL_BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
/// Longer than any number with all that people put between digits.
const PHONE_CHARS_MAX: usize = 40;

/// By what somebody is found and reached. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A phone number: SMS and Kakao.
    Phone = 0,
    /// A mail address.
    Email = 1,
}

impl Kind {
    /// Its name in JSON, and in what the blind index is made of: stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    /// Whether a channel reaches somebody by it.
    #[must_use]
    pub const fn carries(self, channel: Channel) -> bool {
        matches!((self, channel), (Self::Phone, Channel::Sms | Channel::Kakao) | (Self::Email, Channel::Email))
    }

    /// The one form of a contact.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn normal(self, text: &str) -> Result<String, Wrong> {
        match self {
            Self::Phone => phone(text),
            Self::Email => email(text),
        }
    }

    /// By what it is the same as another one: nobody's box hangs on a capital letter, nor on whether a domain is spelled out or in punycode,
    /// so neither does what they refused.
    #[must_use]
    pub fn folded(self, normal: &str) -> String {
        match self {
            Self::Phone => normal.to_owned(),
            Self::Email => normal.rsplit_once('@').map_or_else(String::new, |(local, domain)| {
                let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
                format!("{}@{domain}", local.to_lowercase())
            }),
        }
    }
}

/// Why a contact is refused. It never holds the contact: what refuses is logged by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Neither a Korean number nor one with `+` and its country.
    Phone,
    /// No mail address.
    Email,
    /// Empty, too long, or with signs that no name has.
    Name,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Phone => {
                "Give a person's phone number in Korea, as 010-1234-5678 or +82 10-1234-5678, or one of another country with + and its code, \
                 as +1 415 555 2671."
            }
            Self::Email => "Give a mail address, as minji@mail.example.",
            Self::Name => "Give a name of 1 to 100 characters.",
        })
    }
}

/// A phone number in E.164: `+821012345678`.
///
/// # Errors
/// [`Wrong::Phone`]; service numbers (1588-…, 080, 060) reach nobody.
pub fn phone(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.chars().count() > PHONE_CHARS_MAX {
        return Err(Wrong::Phone);
    }
    let (mut digits, mut plus) = (String::new(), false);
    for letter in text.chars() {
        match narrow(letter) {
            digit @ '0'..='9' => digits.push(digit),
            '+' if digits.is_empty() && !plus => plus = true,
            '-' | ' ' | '.' | '(' | ')' | '\u{a0}' => {}
            _ => return Err(Wrong::Phone),
        }
    }
    // `0082 10…` is how +82 is dialled from abroad; lists that lost their + have 8210….
    let korean = if plus {
        digits.strip_prefix("82")
    } else {
        let abroad = digits.strip_prefix("0082").or_else(|| digits.strip_prefix("82"));
        abroad.or_else(|| digits.strip_prefix('0').filter(|rest| !rest.starts_with('0')))
    };
    match korean {
        Some(rest) => {
            let rest = rest.strip_prefix('0').unwrap_or(rest);
            if is_korean(rest) { Ok(format!("+82{rest}")) } else { Err(Wrong::Phone) }
        }
        None if plus => phonelib::normalize_phone_number(&format!("+{digits}")).ok_or(Wrong::Phone),
        None => Err(Wrong::Phone),
    }
}

/// Whether this is a number of the Korean plan that a person has, without the 0 in front (Korea's numbering plan, 전기통신번호관리세칙:
/// mobile, area, internet and personal numbers).
fn is_korean(digits: &str) -> bool {
    // Prefix, and how many digits may follow: after areas as after 02, where no exchange begins with 0 or 1.
    const PLAN: [(&str, usize, usize); 8] =
        [("10", 8, 8), ("11", 7, 8), ("16", 7, 8), ("17", 7, 8), ("18", 7, 8), ("19", 7, 8), ("70", 8, 8), ("50", 8, 9)];
    const AREAS: [&str; 17] = ["2", "31", "32", "33", "41", "42", "43", "44", "51", "52", "53", "54", "55", "61", "62", "63", "64"];
    let after = |prefix: &str, min: usize, max: usize| digits.strip_prefix(prefix).filter(|rest| (min..=max).contains(&rest.len()));
    let is_area = |area: &&str| after(area, 7, 8).is_some_and(|rest| !rest.starts_with(['0', '1']));
    AREAS.iter().any(is_area) || PLAN.iter().any(|(prefix, min, max)| after(prefix, *min, *max).is_some())
}

/// Digits and signs of full width are the same digits and signs.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{3000}' => ' ',
        letter => letter,
    }
}

/// A mail address in composed letters (NFC: a Mac says 민 as three), its domain in small ones and spelled out. Only its shape is checked.
///
/// # Errors
/// [`Wrong::Email`].
pub fn email(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@').ok_or(Wrong::Email)?;
    let local = ComposingNormalizerBorrowed::new_nfc().normalize(local);
    let (domain, read) = idna::domain_to_unicode(domain);
    read.map_err(|_| Wrong::Email)?;
    let is_plain = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) && !local.contains('@');
    let has_labels = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    if !is_plain || !has_labels || local.is_empty() || local.len() > LOCAL_BYTES_MAX || text.len() > EMAIL_BYTES_MAX {
        return Err(Wrong::Email);
    }
    Ok(format!("{local}@{domain}"))
}

/// A name as it is kept.
///
/// # Errors
/// [`Wrong::Name`].
pub fn name(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        Err(Wrong::Name)
    } else {
        Ok(text.into())
    }
}

/// What a shop says of a member, each in its one form: what is sealed, as one text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    /// How they are called.
    pub name: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// With its domain in small letters, spelled out.
    pub email: Option<String>,
}

impl Contacts {
    /// Each in its one form, or which of them is wrong.
    ///
    /// # Errors
    /// The field's name, and why.
    pub fn normal(name: Option<&str>, phone: Option<&str>, email: Option<&str>) -> Result<Self, (&'static str, Wrong)> {
        Ok(Self {
            name: name.map(self::name).transpose().map_err(|wrong| ("name", wrong))?,
            phone: phone.map(self::phone).transpose().map_err(|wrong| ("phone", wrong))?,
            email: email.map(self::email).transpose().map_err(|wrong| ("email", wrong))?,
        })
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.email.is_none()
    }
}

/// Says nothing: it may end in a log.
impl std::fmt::Debug for Contacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contacts")
    }
}

wire!(struct Contacts { name, phone, email });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phones() {
        for (text, normal) in [
            ("010-1234-5678", "+821012345678"),
            (" 01012345678 ", "+821012345678"),
            ("+82 10-1234-5678", "+821012345678"),
            ("+82 (0)10 1234 5678", "+821012345678"),
            ("82-10-1234-5678", "+821012345678"),
            ("0082 10 1234 5678", "+821012345678"),
            ("０１０－１２３４－５６７８", "+821012345678"),
            ("010.1234.5678", "+821012345678"),
            ("011-123-4567", "+82111234567"),
            ("02-323-4567", "+8223234567"),
            ("02-2123-4567", "+82221234567"),
            ("031-234-5678", "+82312345678"),
            ("064-2345-6789", "+826423456789"),
            ("070-1234-5678", "+827012345678"),
            ("0505-123-4567", "+825051234567"),
            ("0504-1234-5678", "+8250412345678"),
            ("+1 415 555 2671", "+14155552671"),
            ("+81 90-1234-5678", "+819012345678"),
        ] {
            assert_eq!(phone(text).as_deref(), Ok(normal), "{text}");
        }
        for text in [
            "",
            "+",
            "0",
            "010-1234-567",
            "010-1234-56789",
            "020-1234-5678",
            "02-123-4567",
            "010-1234-5678 ext 5",
            "1588-1234",
            "080-123-4567",
            "060-123-4567",
            "+82 10-1234-567",
            "4155552671",
            "+999 123456789",
            "+1 415",
            "minji",
            "010-1234-5678, 010-1111-2222",
            "+010-1234-5678",
            "00 1 415 555 2671",
        ] {
            assert_eq!(phone(text), Err(Wrong::Phone), "{text}");
        }
    }

    #[test]
    fn addresses_and_names() {
        assert_eq!(email(" Minji.Kim+shop@Mail.Example ").as_deref(), Ok("Minji.Kim+shop@mail.example"));
        for text in [
            "민지@메일.한국",
            "\u{1106}\u{1175}\u{11ab}\u{110c}\u{1175}@메일.한국",
            "민지@XN--h32bq4v.xn--3e0b707e",
            "민지＠메일。한국".replace('＠', "@").as_str(),
        ] {
            assert_eq!(email(text).as_deref(), Ok("민지@메일.한국"), "{text}");
        }
        for (one, other) in [("Minji@Mail.Example", "minji@mail.example"), ("민지@메일.한국", "민지@xn--h32bq4v.xn--3e0b707e")] {
            let folded = |text| email(text).map(|normal| Kind::Email.folded(&normal));
            assert!(folded(one).is_ok());
            assert_eq!(folded(one), folded(other));
        }
        let long = format!("{}@mail.example", "a".repeat(65));
        for text in [
            "",
            "minji",
            "@mail.example",
            "minji@",
            "minji@mail",
            "a@b@mail.example",
            "min ji@mail.example",
            "a@.example",
            "a@mail..example",
            "a@xn--a.example",
            &long,
        ] {
            assert_eq!(email(text), Err(Wrong::Email), "{text}");
        }
        assert_eq!(name(" 김민지 ").as_deref(), Ok("김민지"));
        assert_eq!([name(" "), name("a\nb"), name(&"가".repeat(101))], [const { Err(Wrong::Name) }; 3]);
    }

    proptest! {
        /// Nothing panics, and what has its one form keeps it.
        #[test]
        fn once_is_enough(text in "[+0-9 ()０-９.a@-]{0,24}|\\PC{0,30}") {
            for kind in [Kind::Phone, Kind::Email] {
                if let Ok(normal) = kind.normal(&text) {
                    prop_assert_eq!(kind.normal(&normal), Ok(normal.clone()));
                }
            }
        }
    }
}
