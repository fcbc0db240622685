//! Korean particles that follow the last sound of a word: 민지가, 민준이; 서울로, 부산으로; 20%를, LG가.
//!
//! A word is read as people read it aloud: digits in Sino-Korean, `%` as 퍼센트, capitals as the names of their letters, other Latin words by
//! how Korean writes their ending (National Institute of Korean Language, 외래어 표기법, as far as an ending tells). What stands in
//! brackets at the end, quotes and marks are not read. Of a script that nobody can read here both forms are given: 이(가).

/// A pair of particles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Josa {
    /// 이, 가.
    Subject,
    /// 을, 를.
    Object,
    /// 은, 는.
    Topic,
    /// 과, 와.
    With,
    /// 으로, 로.
    By,
    /// 이나, 나.
    Or,
}

/// How a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    Vowel,
    /// 으로 is 로 after it.
    Rieul,
    Consonant,
    Unknown,
}

/// The particle that follows a word.
///
/// ```
/// use model::particle::{Josa, josa};
/// assert_eq!(josa("민준", Josa::Subject), "이");
/// assert_eq!(josa("서울", Josa::By), "로");
/// assert_eq!(josa("20%", Josa::Object), "를");
/// ```
#[must_use]
pub fn josa(word: &str, pair: Josa) -> &'static str {
    let (consonant, vowel, unknown) = match pair {
        Josa::Subject => ("이", "가", "이(가)"),
        Josa::Object => ("을", "를", "을(를)"),
        Josa::Topic => ("은", "는", "은(는)"),
        Josa::With => ("과", "와", "과(와)"),
        Josa::By => ("으로", "로", "(으)로"),
        Josa::Or => ("이나", "나", "(이)나"),
    };
    match last_sound(word) {
        Sound::Vowel => vowel,
        Sound::Rieul if pair == Josa::By => vowel,
        Sound::Rieul | Sound::Consonant => consonant,
        Sound::Unknown => unknown,
    }
}

/// The word with its particle.
#[must_use]
pub fn with_josa(word: &str, pair: Josa) -> String {
    let mut text = String::from(word);
    text.push_str(josa(word, pair));
    text
}

fn last_sound(word: &str) -> Sound {
    let word = without_marks(word);
    let Some(last) = word.chars().next_back() else { return Sound::Unknown };
    match last {
        '가'..='힣' => match (u32::from(last) - u32::from('가')) % 28 {
            0 => Sound::Vowel,
            8 => Sound::Rieul,
            _ => Sound::Consonant,
        },
        // Letters alone are read by their names: ㅋ is 키읔.
        'ㄹ' => Sound::Rieul,
        'ㄱ'..='ㅎ' => Sound::Consonant,
        'ㅏ'..='ㅣ' => Sound::Vowel,
        '0'..='9' => number(word),
        'a'..='z' | 'A'..='Z' => latin(word),
        // 퍼센트, 도, 앤드, 플러스; 달러, 유로, 엔.
        '%' | '％' | '‰' | '°' | '℃' | '℉' | '&' | '+' | '$' | '€' => Sound::Vowel,
        '¥' | '₩' => Sound::Consonant,
        _ => Sound::Unknown,
    }
}

/// Marks that are not read.
fn is_mark(letter: char) -> bool {
    !letter.is_alphanumeric() && !"%％‰°℃℉&+$€¥₩".contains(letter)
}

/// The word without what is not read at its end: marks, and a remark in brackets where something stands before it.
fn without_marks(word: &str) -> &str {
    let mut rest = word;
    // A handful of remarks in a row at most.
    for _ in 0..8 {
        rest = rest.trim_end_matches(|letter: char| is_mark(letter) && !")）]】".contains(letter));
        let open = match rest.chars().next_back() {
            Some(')') => '(',
            Some('）') => '（',
            Some(']') => '[',
            Some('】') => '【',
            _ => break,
        };
        let before = rest.rfind(open).and_then(|at| rest.get(..at)).unwrap_or("");
        if before.chars().all(is_mark) {
            return rest.trim_end_matches(is_mark);
        }
        rest = before;
    }
    rest.trim_end_matches(is_mark)
}

/// Digits: 영 일 이 삼 사 오 육 칠 팔 구; of round numbers 십, 백, 천, 만, 억 end in a consonant, 조 does not.
fn number(word: &str) -> Sound {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ',');
    let digits = word.get(digits.len()..).unwrap_or("");
    let is_fraction = word.len() > digits.len() && word.trim_end_matches(|letter: char| letter.is_ascii_digit()).ends_with('.');
    let zeros = digits.chars().rev().filter(|letter| *letter != ',').take_while(|letter| *letter == '0').count();
    let has_value = digits.chars().any(|letter| ('1'..='9').contains(&letter));
    match digits.chars().next_back() {
        Some('1' | '7' | '8') => Sound::Rieul,
        Some('2' | '4' | '5' | '9') => Sound::Vowel,
        Some('0') if has_value && !is_fraction && (12..16).contains(&zeros) => Sound::Vowel,
        _ => Sound::Consonant,
    }
}

/// Units and words that their ending would mislead about.
const READ: &[(&str, Sound)] = &[
    // 킬로그램, 그램, 픽셀, 리터, 밀리리터, 미터…
    ("kg", Sound::Consonant),
    ("mg", Sound::Consonant),
    ("g", Sound::Consonant),
    ("px", Sound::Rieul),
    ("ml", Sound::Vowel),
    ("l", Sound::Vowel),
    ("m", Sound::Vowel),
    ("cm", Sound::Vowel),
    ("mm", Sound::Vowel),
    ("km", Sound::Vowel),
    ("set", Sound::Vowel),
    ("nike", Sound::Vowel),
    ("adobe", Sound::Vowel),
    ("cafe", Sound::Vowel),
    ("recipe", Sound::Vowel),
    ("silver", Sound::Vowel),
    ("whale", Sound::Rieul),
    ("group", Sound::Consonant),
    ("type", Sound::Consonant),
    ("soup", Sound::Vowel),
];

fn latin(word: &str) -> Sound {
    let start = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).len();
    let run = word.get(start..).unwrap_or("");
    let lower = run.to_ascii_lowercase();
    // A unit is one after a number only: 5g is 그램, the letter g is 지.
    let is_unit = word.get(..start).is_some_and(|before| before.ends_with(|letter: char| letter.is_ascii_digit())) && run == lower;
    if let Some((_, sound)) = READ.iter().find(|(text, _)| *text == lower && (text.len() > 2 || is_unit)) {
        return *sound;
    }
    let capitals = run.len() - run.trim_end_matches(|letter: char| letter.is_ascii_uppercase()).len();
    let is_name = |letter: char| "aeiouy".contains(letter);
    let letters = if capitals == run.len() {
        // LG, VIP, USB, VVIP; GOLD and SILVER are words.
        capitals <= 3 || lower.ends_with("vip") || !lower.contains(is_name)
    } else {
        // iOS; and px, kr.
        capitals >= 2 || !lower.contains(is_name) || run.len() == 1
    };
    let last = lower.chars().next_back().unwrap_or(' ');
    if letters {
        return match last {
            // 엘, 알.
            'l' | 'r' => Sound::Rieul,
            // 엠, 엔.
            'm' | 'n' => Sound::Consonant,
            _ => Sound::Vowel,
        };
    }
    ending(&lower)
}

/// How Korean writes the end of an English word.
fn ending(word: &str) -> Sound {
    let mut from_end = word.chars().rev();
    let (last, before, third) = (from_end.next().unwrap_or(' '), from_end.next().unwrap_or(' '), from_end.next().unwrap_or(' '));
    let is_vowel = |letter: char| "aeiou".contains(letter);
    // One short vowel before it, or what is read so: 북, 그룹.
    let is_short = is_vowel(before) && (!is_vowel(third) || (third == 'o' && "ou".contains(before)) || third == 'q');
    match last {
        // Silent: 애플, 라인, 홈; 스토어, 라이프 keep a vowel.
        'e' => match before {
            'l' => Sound::Rieul,
            'm' | 'n' if third != ' ' => Sound::Consonant,
            _ => Sound::Vowel,
        },
        'l' => Sound::Rieul,
        'm' | 'n' => Sound::Consonant,
        // 핑, but 블로그.
        'g' if before == 'n' => Sound::Consonant,
        // 슬랙, 틱톡, 앱, 챗, 웹, 뮤직; 마크, 포인트.
        'k' if before == 'c' => Sound::Consonant,
        'k' | 'p' | 't' | 'c' | 'b' if is_short || before == last => Sound::Consonant,
        _ => Sound::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_last_sound() {
        use Josa::{By, Object, Or, Subject, Topic, With};
        #[derive(serde::Deserialize)]
        struct Case {
            word: String,
            pair: String,
            said: String,
        }
        let file: serde_json::Value = serde_json::from_str(include_str!("../../../tests/cases/particles.json")).unwrap();
        let cases: Vec<Case> = serde_json::from_value(file["cases"].clone()).unwrap();
        assert!(cases.len() > 60);
        let pairs = [("subject", Subject), ("object", Object), ("topic", Topic), ("with", With), ("by", By), ("or", Or)];
        for Case { word, pair, said } in cases {
            let (_, pair) = pairs.into_iter().find(|(name, _)| *name == pair).unwrap();
            assert_eq!(josa(&word, pair), said, "{word}");
        }
    }
}
