//! The one thing of a picture's metadata that must be known: which way up it is.

/// The orientation, 1 to 8, of an EXIF block that begins with its TIFF header; 1 where it does not say.
pub(crate) fn orientation(exif: &[u8]) -> u8 {
    // Some writers leave the name of the JPEG segment before it.
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    read(tiff).filter(|orientation| (1..=8).contains(orientation)).unwrap_or(1)
}

fn read(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }).ok()
    };
    let list = four(4)?;
    let count = usize::from(two(list)?);
    // Entries of twelve bytes: tag, type, count, value.
    let entry = (0..count).map(|n| list + 2 + n * 12).find(|at| two(*at) == Some(0x0112))?;
    u8::try_from(two(entry + 8)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_orientation_in_either_order() {
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\0\0\0\0\0\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        for (exif, expected) in
            [(little.as_slice(), 6), (big, 8), (b"", 1), (b"II*\0\xff\xff\xff\xff", 1), (&big[..14], 1), (b"Exif\0\0II", 1)]
        {
            assert_eq!(orientation(exif), expected, "{exif:?}");
        }
    }
}
