//! Pictures made for a test, and broken ones.

use std::io::Cursor;

use picture::Kind;

pub const SKY: [u8; 4] = [120, 180, 240, 255];
pub const GROUND: [u8; 4] = [90, 70, 50, 255];
/// Top left, top right, bottom left, bottom right.
pub const CORNERS: [[u8; 4]; 4] = [[220, 30, 30, 255], [30, 200, 30, 255], [30, 30, 220, 255], [240, 240, 30, 255]];

#[derive(Clone)]
pub struct Source {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl Source {
    fn new(width: u32, height: u32, of: impl Fn(u32, u32) -> [u8; 4]) -> Self {
        let rgba = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| of(x, y)).collect();
        Self { width, height, rgba }
    }

    fn rgb(&self) -> Vec<u8> {
        self.rgba.chunks_exact(4).flat_map(|pixel| pixel[..3].iter().copied()).collect()
    }

    fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * self.width + x) * 4) as usize;
        self.rgba[at..at + 4].try_into().unwrap()
    }

    /// As a camera stores what is to be seen like this with that orientation (EXIF 2.32, 4.6.4).
    pub fn turned_back(&self, orientation: u8) -> Self {
        let (w, h) = (self.width, self.height);
        let turned = |width, height, of: &dyn Fn(u32, u32) -> (u32, u32)| {
            Self::new(width, height, |x, y| {
                let (x, y) = of(x, y);
                self.at(x, y)
            })
        };
        match orientation {
            2 => turned(w, h, &|x, y| (w - 1 - x, y)),
            3 => turned(w, h, &|x, y| (w - 1 - x, h - 1 - y)),
            4 => turned(w, h, &|x, y| (x, h - 1 - y)),
            5 => turned(h, w, &|x, y| (y, x)),
            // The camera's right side is up: what is seen was turned left by a quarter.
            6 => turned(h, w, &|x, y| (w - 1 - y, x)),
            7 => turned(h, w, &|x, y| (w - 1 - y, h - 1 - x)),
            8 => turned(h, w, &|x, y| (y, h - 1 - x)),
            _ => self.clone(),
        }
    }
}

/// Sky above, ground below, and enough grain to be a photo.
pub fn photo(width: u32, height: u32) -> Source {
    Source::new(width, height, |x, y| {
        let part = f64::from(y) / f64::from(height.max(2) - 1);
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)).wrapping_mul(3_266_489_917) >> 29;
        let mix = |sky: u8, ground: u8| (f64::from(sky) * (1.0 - part) + f64::from(ground) * part) as u8;
        let edge = if (0.06..=0.94).contains(&part) { grain as u8 } else { 0 };
        [mix(SKY[0], GROUND[0]) + edge, mix(SKY[1], GROUND[1]) + edge, mix(SKY[2], GROUND[2]), 255]
    })
}

pub fn plain(width: u32, height: u32, colour: [u8; 4]) -> Source {
    Source::new(width, height, |_, _| colour)
}

/// A red ring on a ground of this alpha, its colour black.
pub fn drawing(width: u32, height: u32, ground: u8) -> Source {
    let (cx, cy, r) = (f64::from(width) / 2.0, f64::from(height) / 2.0, f64::from(height) / 3.0);
    Source::new(width, height, |x, y| {
        let from = ((f64::from(x) - cx).powi(2) + (f64::from(y) - cy).powi(2)).sqrt();
        if (from - r).abs() < r / 4.0 { [230, 20, 20, 255] } else { [0, 0, 0, ground] }
    })
}

pub fn noise(width: u32, height: u32) -> Source {
    Source::new(width, height, |x, y| {
        let n = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(11)).wrapping_mul(2_246_822_519);
        [(n >> 24) as u8, (n >> 16) as u8, (n >> 8) as u8, if x < width / 2 { 255 } else { 40 }]
    })
}

pub fn corners(width: u32, height: u32) -> Source {
    Source::new(width, height, |x, y| CORNERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)])
}

/// What a file has beside its pixels.
#[derive(Clone, Default)]
pub struct Flags {
    pub progressive: bool,
    pub subsampled: bool,
    /// 0: it does not say.
    pub orientation: u8,
    pub comment: &'static [u8],
    pub icc: Vec<u8>,
}

fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

pub fn jpeg(source: &Source, quality: u8) -> Vec<u8> {
    jpeg_with(source, quality, Flags::default())
}

pub fn jpeg_with(source: &Source, quality: u8, flags: Flags) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    encoder.set_progressive(flags.progressive);
    encoder.set_sampling_factor(if flags.subsampled { jpeg_encoder::SamplingFactor::F_2_2 } else { jpeg_encoder::SamplingFactor::F_1_1 });
    if flags.orientation > 0 {
        encoder.add_exif_metadata(&exif(flags.orientation)).unwrap();
    }
    if !flags.comment.is_empty() {
        encoder.add_app_segment(13, flags.comment.to_vec()).unwrap();
    }
    if !flags.icc.is_empty() {
        encoder.add_icc_profile(&flags.icc).unwrap();
    }
    encoder.encode(&source.rgb(), source.width as u16, source.height as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

pub fn png(source: &Source) -> Vec<u8> {
    png_with(source, Flags::default())
}

pub fn png_with(source: &Source, flags: Flags) -> Vec<u8> {
    let mut info = png::Info::with_size(source.width, source.height);
    info.color_type = png::ColorType::Rgba;
    info.bit_depth = png::BitDepth::Eight;
    if flags.orientation > 0 {
        info.exif_metadata = Some(exif(flags.orientation).into());
    }
    if !flags.icc.is_empty() {
        info.icc_profile = Some(flags.icc.into());
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut bytes, info).unwrap();
    encoder.set_compression(png::Compression::Fast);
    if !flags.comment.is_empty() {
        encoder.add_text_chunk("Comment".into(), String::from_utf8_lossy(flags.comment).into_owned()).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&source.rgba).unwrap();
    writer.finish().unwrap();
    bytes
}

pub fn webp(source: &Source) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.encode(&source.rgba, source.width, source.height, image_webp::ColorType::Rgba8).unwrap();
    bytes
}

/// Squares that change their colours, on a ground that stays; with `holes` each frame is taken away, and one square is nothing.
pub fn gif(width: u32, height: u32, frames: u32, holes: bool) -> Vec<u8> {
    let palette: Vec<u8> = (0..64u32).flat_map(|n| [(n * 4) as u8, (255 - n * 4) as u8, (n * 37 % 256) as u8]).collect();
    let mut encoder = gif::Encoder::new(Vec::new(), width as u16, height as u16, &palette).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    for n in 0..frames {
        let square = |x: u32, y: u32| x * 5 / width + 5 * (y * 4 / height);
        let index = |x: u32, y: u32| match square(x, y) {
            place if holes && place == (n * 3) % 20 => 63,
            place if place % 3 == 0 => ((place + n * 7) % 60) as u8,
            place => place as u8,
        };
        let buffer: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| index(x, y))).collect();
        let mut frame = gif::Frame::from_indexed_pixels(width as u16, height as u16, buffer, holes.then_some(63));
        frame.delay = 5 + n as u16;
        frame.dispose = if holes { gif::DisposalMethod::Background } else { gif::DisposalMethod::Keep };
        encoder.write_frame(&frame).unwrap();
    }
    encoder.into_inner().unwrap()
}

pub struct Frames {
    pub repeat: gif::Repeat,
    /// Delay, and what is seen.
    pub frames: Vec<(u16, Vec<u8>)>,
}

/// What a browser shows of a GIF, frame by frame (written apart from what is tested).
pub fn frames(file: &[u8]) -> Frames {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(file).unwrap();
    let width = usize::from(decoder.width());
    let mut canvas = vec![0u8; width * usize::from(decoder.height()) * 4];
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        for (n, pixel) in frame.buffer.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
            let (x, y) = (usize::from(frame.left) + n % usize::from(frame.width), usize::from(frame.top) + n / usize::from(frame.width));
            canvas[(y * width + x) * 4..][..4].copy_from_slice(pixel);
        }
        frames.push((frame.delay, canvas.clone()));
        if frame.dispose == gif::DisposalMethod::Background {
            for y in usize::from(frame.top)..usize::from(frame.top + frame.height) {
                canvas[(y * width + usize::from(frame.left)) * 4..][..usize::from(frame.width) * 4].fill(0);
            }
        }
    }
    Frames { repeat: decoder.repeat(), frames }
}

pub fn decoded(file: &[u8], kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Png => {
            let mut decoder = png::Decoder::new(Cursor::new(file));
            decoder.set_transformations(png::Transformations::normalize_to_color8());
            let mut reader = decoder.read_info().unwrap();
            let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut bytes).unwrap();
            match info.color_type {
                png::ColorType::Rgba => bytes,
                png::ColorType::Rgb => bytes.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect(),
                other => panic!("{other:?}"),
            }
        }
        Kind::Jpeg => {
            let mut decoder = jpeg_decoder::Decoder::new(file);
            decoder.decode().unwrap().chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// A profile whose red is green, so that nobody takes it for the colours themselves.
pub fn icc_with_red_and_green_swapped() -> Vec<u8> {
    let mut profile = moxcms::ColorProfile::new_srgb();
    std::mem::swap(&mut profile.red_colorant, &mut profile.green_colorant);
    profile.cicp = None;
    profile.encode().unwrap()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(data);
    chunk.extend(crc(&chunk[4..]).to_be_bytes());
    chunk
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())))
}

fn png_of(width: u32, height: u32, interlaced: u8) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 6, 0, 0, interlaced]);
    let tail = b"x\x9cc\0\0\0\x02\0\x01".repeat(90);
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &tail), chunk(b"IEND", b"")].concat()
}

/// 1 KB that says it is this large.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, 0)
}

pub fn interlaced_header(width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, 1)
}

/// With a frame more than itself.
pub fn moving_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[200; 256]).unwrap();
    writer.write_image_data(&[100; 256]).unwrap();
    writer.finish().unwrap();
    bytes
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let body: Vec<u8> = chunks
        .iter()
        .flat_map(|(name, data)| {
            [name.to_vec(), (data.len() as u32).to_le_bytes().to_vec(), data.clone(), vec![0; data.len() % 2]].concat()
        })
        .collect();
    [b"RIFF".to_vec(), (body.len() as u32 + 4).to_le_bytes().to_vec(), b"WEBP".to_vec(), body].concat()
}

fn vp8l(width: u32, height: u32) -> Vec<u8> {
    let mut data = vec![0x2f];
    data.extend(((width - 1) | (height - 1) << 14).to_le_bytes());
    data.extend([0; 20]);
    data
}

pub fn webp_header(width: u32, height: u32) -> Vec<u8> {
    riff(&[(b"VP8L", vp8l(width, height))])
}

pub fn moving_webp() -> Vec<u8> {
    let still = webp(&plain(8, 8, [1, 2, 3, 255]));
    let extended = [2, 0, 0, 0, 7, 0, 0, 7, 0, 0].to_vec();
    let mut frame = vec![0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 100, 0, 0, 0];
    frame.extend(&still[12..]);
    riff(&[(b"VP8X", extended), (b"ANIM", vec![0; 6]), (b"ANMF", frame.clone()), (b"ANMF", frame)])
}

/// Frames of a pixel on a canvas of this side.
pub fn long_gif(frames: u32, side: u16) -> Vec<u8> {
    let mut encoder = gif::Encoder::new(Vec::new(), side, side, &[0, 0, 0, 255, 255, 255]).unwrap();
    for _ in 0..frames {
        encoder.write_frame(&gif::Frame::from_indexed_pixels(1, 1, vec![1], None)).unwrap();
    }
    encoder.into_inner().unwrap()
}

pub fn jpeg_header(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut bytes = jpeg_with(&photo(16, 16), 80, Flags { progressive, ..Flags::default() });
    let at = bytes.windows(2).position(|pair| pair == if progressive { [0xff, 0xc2] } else { [0xff, 0xc0] }).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// Its last scan again and again.
pub fn jpeg_of_scans(scans: usize) -> Vec<u8> {
    let bytes = jpeg_with(&photo(64, 64), 80, Flags { progressive: true, ..Flags::default() });
    let last = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
    let (head, scan) = (&bytes[..last], &bytes[last..bytes.len() - 2]);
    [head, &scan.repeat(scans), &[0xff, 0xd9]].concat()
}
