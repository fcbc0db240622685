//! Bytes of values: postcard's format (varints, zigzag, length-prefixed texts and lists), written by hand.
//!
//! Why not serde here: what serde derives for the browser's types came to 44 KB of brotli, this to a quarter of it. A reader that meets an
//! error goes on with zeros and says so at the end, so that no branch is paid for at each field. A test compares the bytes with postcard's.

use crate::wire::WireError;

/// Reads values from bytes. After the first error everything reads as zero or empty, and [`Reader::check`] tells.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    bad: bool,
}

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, bad: false }
    }

    /// What has not been read.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// What has been read since `start`, which was [`Reader::rest`] then.
    #[must_use]
    pub fn since(&self, start: &'a [u8]) -> &'a [u8] {
        start.get(..start.len().wrapping_sub(self.rest.len())).unwrap_or_default()
    }

    /// True when nothing is left, or nothing more can be read.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.rest.is_empty() || self.bad
    }

    /// Marks the bytes as broken.
    pub const fn fail(&mut self) {
        self.bad = true;
        self.rest = &[];
    }

    /// Tells whether everything so far was read well.
    ///
    /// # Errors
    /// `Broken` when not.
    pub const fn check(&self) -> Result<(), WireError> {
        if self.bad { Err(WireError::Broken) } else { Ok(()) }
    }

    /// One byte.
    #[inline(never)]
    pub fn byte(&mut self) -> u8 {
        if let Some((first, rest)) = self.rest.split_first() {
            self.rest = rest;
            *first
        } else {
            self.fail();
            0
        }
    }

    /// An unsigned number of up to 64 bits.
    #[inline(never)]
    pub fn varint(&mut self) -> u64 {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
        }
        self.fail();
        0
    }

    /// A signed number.
    #[inline(never)]
    pub fn zigzag(&mut self) -> i64 {
        let value = self.varint();
        (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
    }

    /// A number that must fit in 32 bits.
    #[inline(never)]
    pub fn small(&mut self) -> u32 {
        u32::try_from(self.varint()).unwrap_or_else(|_| {
            self.fail();
            0
        })
    }

    /// How many items follow. Every item has a byte at least: a count that lies ends with the bytes, not with the patience.
    #[inline(never)]
    pub fn count(&mut self) -> usize {
        let said = usize::try_from(self.varint()).unwrap_or(usize::MAX);
        if said > self.rest.len() {
            self.fail();
            return 0;
        }
        said
    }

    /// Exactly this many bytes.
    #[inline(never)]
    pub fn exactly(&mut self, length: usize) -> &'a [u8] {
        if let Some((head, rest)) = self.rest.split_at_checked(length) {
            self.rest = rest;
            head
        } else {
            self.fail();
            &[]
        }
    }

    /// Length-prefixed bytes.
    #[inline(never)]
    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.small();
        self.exactly(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// Length-prefixed UTF-8.
    #[inline(never)]
    pub fn text(&mut self) -> &'a str {
        let bytes = self.bytes();
        if is_utf8(bytes) {
            // SAFETY: it was just checked.
            unsafe { core::str::from_utf8_unchecked(bytes) }
        } else {
            self.fail();
            ""
        }
    }

    /// Eight bytes, little-endian.
    #[inline(never)]
    pub fn float(&mut self) -> f64 {
        self.exactly(8).try_into().map_or(0.0, f64::from_le_bytes)
    }

    /// Any value.
    pub fn take<T: Wire>(&mut self) -> T {
        T::take(self)
    }
}

/// True for UTF-8. Not `from_utf8`, which is faster on long texts and many times as large; a test holds the two to the same answers.
#[inline(never)]
fn is_utf8(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter();
    while let Some(first) = rest.next() {
        // How many bytes follow, and the least that so many are needed for.
        let (more, least) = match first {
            0..=0x7f => continue,
            0xc2..=0xdf => (1, 0x80),
            0xe0..=0xef => (2, 0x800),
            0xf0..=0xf4 => (3, 0x1_0000),
            _ => return false,
        };
        let mut letter = u32::from(*first) & (0x3f >> more);
        for _ in 0..more {
            let byte = rest.next().map_or(0, |byte| u32::from(*byte));
            if byte >> 6 != 2 {
                return false;
            }
            letter = letter << 6 | byte & 0x3f;
        }
        if letter < least || char::from_u32(letter).is_none() {
            return false;
        }
    }
    true
}

/// Appends an unsigned number.
#[inline(never)]
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Appends a signed number.
#[inline(never)]
pub fn put_zigzag(out: &mut Vec<u8>, value: i64) {
    put_varint(out, (value << 1 ^ value >> 63).cast_unsigned());
}

/// A copy of bytes. Not `to_vec`: it makes room by another way than what grows, and both ways are 0.4 KB of the browser's module.
#[inline(never)]
#[must_use]
pub fn copy(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(bytes);
    out
}

/// A copy of a text.
#[inline(never)]
#[must_use]
pub fn copy_text(text: &str) -> String {
    let mut out = String::new();
    out.push_str(text);
    out
}

/// Appends length-prefixed bytes (or a text's).
#[inline(never)]
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// A value with bytes.
pub trait Wire: Sized {
    /// Appends its bytes.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads one; zero or empty when the bytes are broken.
    fn take(from: &mut Reader<'_>) -> Self;
}

impl Wire for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.byte()
    }
}

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.byte() == 1
    }
}

impl Wire for u16 {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, u64::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::try_from(from.small()).unwrap_or_else(|_| {
            from.fail();
            0
        })
    }
}

impl Wire for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, u64::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.small()
    }
}

impl Wire for i16 {
    fn put(&self, out: &mut Vec<u8>) {
        put_zigzag(out, i64::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::try_from(from.zigzag()).unwrap_or_default()
    }
}

impl Wire for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        put_zigzag(out, i64::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::try_from(from.zigzag()).unwrap_or_default()
    }
}

impl Wire for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        put_zigzag(out, *self);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.zigzag()
    }
}

impl Wire for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.float()
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.as_bytes());
    }
    #[inline(never)]
    fn take(from: &mut Reader<'_>) -> Self {
        copy_text(from.text())
    }
}

impl<const N: usize> Wire for [u8; N] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.exactly(N).try_into().unwrap_or([0; N])
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.len() as u64);
        for value in self {
            value.put(out);
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        let mut values = Self::new();
        for _ in 0..from.count() {
            values.push(T::take(from));
        }
        values
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        (from.byte() == 1).then(|| T::take(from))
    }
}

impl<T: Wire> Wire for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::new(T::take(from))
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        (A::take(from), B::take(from))
    }
}

impl<A: Wire, B: Wire, C: Wire> Wire for (A, B, C) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        (A::take(from), B::take(from), C::take(from))
    }
}

/// The bytes of a struct are those of its fields, in the order named here. `wire!(struct Page { url, title })`; `wire!(tuple Day)` for a
/// newtype; `wire!(enum Act { Shown, Clicked })` for a fieldless enum, numbered from 0.
#[macro_export]
macro_rules! wire {
    (struct $name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::codec::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $($crate::codec::Wire::put(&self.$field, out);)*
            }
            fn take(from: &mut $crate::codec::Reader<'_>) -> Self {
                Self { $($field: from.take()),* }
            }
        }
    };
    (tuple $name:ty) => {
        impl $crate::codec::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $crate::codec::Wire::put(&self.0, out);
            }
            fn take(from: &mut $crate::codec::Reader<'_>) -> Self {
                Self(from.take())
            }
        }
    };
    (enum $name:ty { $first:ident $(, $variant:ident)* $(,)? }) => {
        impl $crate::codec::Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
            fn take(from: &mut $crate::codec::Reader<'_>) -> Self {
                let number = usize::from(from.byte());
                const ALL: &[$name] = &[<$name>::$first $(, <$name>::$variant)*];
                ALL.get(number).copied().unwrap_or_else(|| {
                    from.fail();
                    <$name>::$first
                })
            }
        }
    };
}
