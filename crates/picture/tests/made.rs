//! What becomes of real files, and of those that are none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod files;

use files::{Flags, gif, icc_with_red_and_green_swapped, jpeg, jpeg_with, photo, png, png_with, webp};
use picture::{Kind, Made, PictureError, Rule, make};
use proptest::prelude::*;

fn popcorn() -> &'static Rule {
    Rule::named("popcorn").unwrap()
}

fn made(file: &[u8], rule: &str) -> Made {
    make(file, Rule::named(rule).unwrap()).unwrap_or_else(|error| panic!("{rule}: {error}"))
}

/// Decodes what was made, as RGBA.
fn pixels(made: &Made) -> Vec<u8> {
    files::decoded(&made.picture.bytes, made.picture.kind)
}

fn pixel(made: &Made, x: u32, y: u32) -> [u8; 4] {
    let at = ((y * made.picture.width + x) * 4) as usize;
    pixels(made)[at..at + 4].try_into().unwrap()
}

fn near(one: [u8; 4], other: [u8; 4]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= 12)
}

#[test]
fn each_kind_is_made_to_fit_and_never_larger() {
    let source = photo(1600, 900);
    for (name, file) in [
        ("jpeg", jpeg(&source, 90)),
        ("png", png(&source)),
        ("webp", webp(&source)),
        ("progressive", jpeg_with(&source, 90, Flags { progressive: true, ..Flags::default() })),
    ] {
        let Made { picture, small } = made(&file, "popcorn");
        assert_eq!((picture.width, picture.height, picture.frames, picture.kind), (720, 405, 1, Kind::Jpeg), "{name}");
        assert!(picture.bytes.len() < 400 * 1024, "{name}: {}", picture.bytes.len());
        let small = small.unwrap();
        assert_eq!((small.width, small.height), (240, 135), "{name}");
        assert!(small.bytes.len() < picture.bytes.len() / 3, "{name}");
        // It is still the same picture: the sky above, the ground below.
        let whole = made(&file, "popcorn");
        assert!(near(pixel(&whole, 360, 8), files::SKY), "{name}: {:?}", pixel(&whole, 360, 8));
        assert!(near(pixel(&whole, 360, 396), files::GROUND), "{name}: {:?}", pixel(&whole, 360, 396));
    }
    let tiny = made(&png(&photo(40, 30)), "popcorn");
    assert_eq!((tiny.picture.width, tiny.picture.height, tiny.small), (40, 30, None));
    for (size, rule, expected) in [
        ((3000, 3000), "badge", (112, 112)),
        ((1200, 300), "badge", (448, 112)),
        ((3000, 100), "badge", (448, 15)),
        ((500, 3000), "popcorn", (240, 1440)),
        ((2000, 1), "floating", (720, 1)),
    ] {
        let Made { picture, .. } = made(&png(&files::plain(size.0, size.1, files::SKY)), rule);
        assert_eq!((picture.width, picture.height), expected, "{size:?} for {rule}");
    }
}

#[test]
fn drawings_stay_exact_and_what_is_clear_stays_clear() {
    let drawing = files::drawing(300, 200, 255);
    let made_of = made(&png(&drawing), "popcorn");
    assert_eq!(made_of.picture.kind, Kind::Png);
    assert_eq!(pixels(&made_of), drawing.rgba);
    // With alpha, and made smaller: no dark edge where a colour meets nothing.
    let clear = files::drawing(1440, 960, 0);
    let made_of = made(&png(&clear), "popcorn");
    assert_eq!((made_of.picture.kind, made_of.picture.width), (Kind::Png, 720));
    assert_eq!(pixel(&made_of, 2, 2)[3], 0);
    for rgba in pixels(&made_of).chunks_exact(4).filter(|pixel| pixel[3] > 8) {
        assert!(rgba[0] > 200 && rgba[1] < 60, "{rgba:?}");
    }
    // Too many colours to weigh so little: 256 of them, and still clear.
    let noise = files::noise(448, 448);
    let made_of = make(&png(&noise), Rule::named("popcorn").unwrap()).unwrap();
    assert_eq!(made_of.picture.kind, Kind::Png);
    assert!(made_of.picture.bytes.len() <= 400 * 1024);
    assert!(pixels(&made_of).chunks_exact(4).any(|pixel| pixel[3] < 128));
}

#[test]
fn every_way_up_is_upright_and_nothing_of_the_metadata_stays() {
    let source = files::corners(64, 48);
    for orientation in 1..=8 {
        let turned = source.turned_back(orientation);
        let flags = Flags { orientation, comment: b"SECRET-GPS-37.5665", ..Flags::default() };
        for file in [jpeg_with(&turned, 95, flags.clone()), png_with(&turned, flags.clone())] {
            let made_of = made(&file, "popcorn");
            assert_eq!((made_of.picture.width, made_of.picture.height), (64, 48), "{orientation}");
            let found = [(4, 4), (60, 4), (4, 44), (60, 44)].map(|(x, y)| pixel(&made_of, x, y));
            assert!(found.iter().zip(files::CORNERS).all(|(one, other)| near(*one, other)), "{orientation}: {found:?}");
            let kept = made_of.picture.bytes;
            for trace in [b"SECRET".as_slice(), b"Exif", b"eXIf", b"tEXt", b"iTXt", b"ICC_PROFILE", b"iCCP"] {
                assert!(!kept.windows(trace.len()).any(|part| part == trace), "{orientation}: {}", String::from_utf8_lossy(trace));
            }
        }
    }
}

#[test]
fn colours_of_a_profile_become_srgb() {
    let red = files::plain(32, 32, [220, 20, 20, 255]);
    let swapped = Flags { icc: icc_with_red_and_green_swapped(), ..Flags::default() };
    for file in [png_with(&red, swapped.clone()), jpeg_with(&red, 95, swapped)] {
        let [r, g, _, _] = pixel(&made(&file, "popcorn"), 16, 16);
        assert!(g > 150 && r < 100, "{r} {g}");
    }
    // One that is broken is left out.
    let broken = Flags { icc: b"no profile at all".repeat(20), ..Flags::default() };
    assert!(near(pixel(&made(&png_with(&red, broken), "popcorn"), 16, 16), [220, 20, 20, 255]));
}

#[test]
fn animations_move_on() {
    // As it is, and made smaller; with holes that come and go, and without.
    for (width, holes) in [(300, false), (300, true), (1440, false), (1440, true)] {
        let file = gif(width, width / 2, 6, holes);
        let Made { picture, small } = made(&file, "popcorn");
        let out = picture.width;
        assert_eq!((picture.kind, picture.frames, out), (Kind::Gif, 6, width.min(720)));
        assert_eq!((small.as_ref().map(|small| small.frames)), Some(1));
        let before = files::frames(&file);
        let after = files::frames(&picture.bytes);
        assert_eq!(after.repeat, gif::Repeat::Infinite);
        assert_eq!(after.frames.len(), 6);
        for (n, ((delay, is), (was_delay, was))) in after.frames.iter().zip(&before.frames).enumerate() {
            assert_eq!(delay, was_delay);
            // In the middle of each square of the source.
            for (x, y) in [(0.1, 0.13), (0.5, 0.37), (0.9, 0.88), (0.3, 0.63)] {
                let at = |rgba: &[u8], w: u32| {
                    let at = ((y * f64::from(w / 2)) as usize * w as usize + (x * f64::from(w)) as usize) * 4;
                    <[u8; 4]>::try_from(&rgba[at..at + 4]).unwrap()
                };
                let (is, was) = (at(is, out), at(was, width));
                assert!(is[3] == was[3] && (is[3] == 0 || near(is, was)), "{width} {holes} frame {n} at {x},{y}: {is:?} {was:?}");
            }
        }
    }
    let still = made(&gif(300, 150, 1, false), "popcorn");
    assert_eq!((still.picture.kind, still.picture.frames), (Kind::Png, 1));
}

#[test]
fn bombs_and_what_is_no_picture_are_refused_with_a_word_what_to_do() {
    let popcorn = popcorn();
    let refused = |file: &[u8], code: &str, says: &str| {
        let error = make(file, popcorn).expect_err(says);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    };
    refused(&files::png_header(1, 52_000_000), "picture_too_large", "1 × 52000000 pixels; a side may have 30000");
    refused(&files::png_header(50_000, 50_000), "picture_too_large", "50000 × 50000 pixels; it may have 52 million");
    refused(&files::interlaced_header(4000, 4000), "picture_too_large", "interlaced one may have 8 million");
    refused(&files::jpeg_header(65_500, 65_500, false), "picture_too_large", "65500 × 65500");
    refused(&files::jpeg_header(5000, 5000, true), "picture_too_large", "progressive one may have");
    refused(&files::webp_header(16_000, 16_000), "picture_too_large", "16000 × 16000");
    refused(&files::long_gif(10_000, 1), "picture_too_long", "more than 450 frames");
    refused(&files::long_gif(440, 1000), "picture_too_long", "are more than 60 million together");
    refused(&files::long_gif(1, 60_000), "picture_too_large", "60000 × 60000");
    refused(&files::jpeg_of_scans(40), "picture_broken", "scans");
    refused(&files::moving_png(), "picture_moves", "send a GIF");
    refused(&files::moving_webp(), "picture_moves", "send a GIF");
    for (file, says) in [
        (b"\0\0\0\x1cftypavif\0\0\0\0".as_slice(), "AVIF, which is not taken: save it as JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypmp42", "video"),
        (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"<html><script>", "markup"),
        (b"BM\0\0", "BMP"),
        (b"%PDF-1.7", "PDF"),
        (b"", "no picture"),
        (b"GIF", "no picture"),
        (b"hello", "no picture"),
    ] {
        refused(file, "picture_not_taken", says);
    }
    refused(&vec![0; picture::FILE_BYTES_MAX + 1], "picture_too_heavy", "and may have 10240 KB");
    // Noise that no quality makes light enough.
    assert!(matches!(
        make(&gif(448, 224, 60, true), &Rule { moving_bytes_max: 3000, ..*popcorn }),
        Err(PictureError::TooManyBytes { made: true, .. })
    ));
}

#[test]
fn what_follows_a_picture_or_stands_in_for_it_is_not_passed_on() {
    let source = files::plain(60, 40, [10, 120, 200, 255]);
    let tail = b"<script>alert('polyglot')</script>PK\x03\x04";
    for file in [jpeg(&source, 90), png(&source), webp(&source), gif(300, 150, 3, false)] {
        let both = [file.as_slice(), tail].concat();
        let (alone, both) = (made(&file, "popcorn"), made(&both, "popcorn"));
        assert_eq!(alone, both);
        assert!(!both.picture.bytes.windows(8).any(|part| part == b"polyglot"));
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let source = photo(200, 150);
    for (name, file) in [
        ("jpeg", jpeg(&source, 90)),
        ("progressive", jpeg_with(&source, 90, Flags { progressive: true, ..Flags::default() })),
        ("png", png(&source)),
        ("webp", webp(&source)),
        ("gif", gif(200, 100, 4, false)),
    ] {
        for end in (0..file.len() - 2).step_by(file.len() / 60) {
            assert!(make(&file[..end], popcorn()).is_err(), "{name} of {end} of {} bytes", file.len());
        }
    }
}

#[test]
fn the_largest_are_taken() {
    for (width, height, kind) in [(7200, 7200, "png"), (7200, 7200, "jpeg"), (4032, 3024, "progressive")] {
        let source = files::drawing(width, height, 255);
        let file = match kind {
            "png" => png(&source),
            "jpeg" => jpeg(&source, 60),
            _ => jpeg_with(&source, 60, Flags { progressive: true, subsampled: true, ..Flags::default() }),
        };
        assert_eq!(made(&file, "popcorn").picture.width, 720, "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is in a file: it is refused or it is a picture within its rule; nothing panics.
    #[test]
    fn any_bytes(which in 0usize..6, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let source = photo(90, 60);
        let mut file = match which {
            0 => jpeg(&source, 80),
            1 => jpeg_with(&source, 80, Flags { progressive: true, orientation: 6, icc: icc_with_red_and_green_swapped(), ..Flags::default() }),
            2 => png(&files::drawing(90, 60, 0)),
            3 => webp(&source),
            4 => gif(90, 45, 3, true),
            _ => gif(1000, 500, 3, false),
        };
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if cuts {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(Made { picture, .. }) = make(&file, popcorn()) {
            prop_assert!(picture.width <= 720 && picture.height <= 1440 && picture.width > 0 && picture.height > 0);
            prop_assert!(picture.bytes.len() <= 2048 * 1024);
            prop_assert!(make(&picture.bytes, popcorn()).is_ok());
        }
    }

    /// A picture fits its rule, keeps its shape and is never made larger.
    #[test]
    fn fits(width in 1u32..20_000, height in 1u32..20_000, which in 0usize..3) {
        let rule = Rule::named(["popcorn", "floating", "badge"][which]).unwrap();
        let (w, h) = rule.fit(width, height);
        prop_assert!(w >= 1 && h >= 1 && w <= width && h <= height && w <= rule.width_max && h <= rule.height_max);
        // A line of a pixel is kept.
        let [across, down] = [(w, width), (h, height)].map(|(made, was)| f64::from(made) / f64::from(was));
        prop_assert!(w == 1 || h == 1 || (across - down).abs() <= 1.0 / f64::from(width.min(height)));
    }
}
