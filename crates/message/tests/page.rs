//! What the shell reads of a bundle leaves the engine what it has.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use message::{
    bundle::{Bundle, Settings, publish},
    definition::Config,
    page::{ADAPTERS, Page},
};
use proptest::prelude::*;

fn bundle(page: &Page) -> Vec<u8> {
    publish(&Config::default(), &Settings::default()).unwrap().on(page).bundle
}

proptest! {
    #[test]
    fn flags_and_sources_are_the_shells_alone(asks: bool, heeds: bool, off in proptest::sample::subsequence(ADAPTERS.to_vec(), 0..=ADAPTERS.len())) {
        let page = Page { asks, heeds_do_not_track: heeds, adapters_off: off.iter().map(|name| (*name).to_owned()).collect() };
        let (plain, marked) = (bundle(&Page::default()), bundle(&page));
        let (of_plain, of_marked) = (Bundle::read(&plain).unwrap(), Bundle::read(&marked).unwrap());
        prop_assert_eq!((&of_plain.settings, &of_plain.program), (&of_marked.settings, &of_marked.program));
        prop_assert_eq!(of_marked.messages.iter().count(), of_plain.messages.iter().count());
        prop_assert_eq!(of_marked.messages.pace(), of_plain.messages.pace());
        let flags = marked[1];
        prop_assert_eq!((flags & 2 != 0, flags & 4 != 0), (asks, heeds));
        let is_off = |name: &str| off.contains(&name);
        prop_assert_eq!(flags & 8 != 0, is_off("ga4"));
        let bits = if flags & 16 == 0 { 0 } else { u16::from_le_bytes([marked[marked.len() - 2], marked[marked.len() - 1]]) };
        for (place, name) in ADAPTERS.iter().enumerate().skip(1) {
            prop_assert_eq!(bits >> place & 1 == 1, is_off(name), "{}", name);
        }
    }
}
