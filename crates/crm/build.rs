//! Makes the table of characters that a text message can carry: CP949, as the Encoding Standard has it (`EUC_KR`). A bit for each code point of the
//! basic plane: 8 KB, where an encoder would be 200.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut bits = vec![0_u8; 0x1_0000 / 8];
    for letter in ('\0'..='\u{ffff}').filter(|letter| can_encode(*letter)) {
        if let Some(byte) = bits.get_mut(letter as usize / 8) {
            *byte |= 1 << (letter as usize % 8);
        }
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("cp949.bin"), bits)
}

fn can_encode(letter: char) -> bool {
    let (_, _, failed) = encoding_rs::EUC_KR.encode(letter.encode_utf8(&mut [0; 4]));
    !failed
}
