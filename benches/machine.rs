//! What the machine does meanwhile.

use std::{fs::File, io::Write, os::unix::fs::FileExt, path::Path, time::Instant};

/// Median and 95th percentile, in microseconds, of 200 small writes that are brought to the disk one by one.
pub fn fsync_probe(folder: &Path) -> (f64, f64) {
    let path = folder.join("probe");
    let mut file = File::create(&path).expect("the folder can be written");
    file.write_all(&vec![0; 1 << 20]).expect("there is room");
    let mut took: Vec<f64> = (0..200u64)
        .map(|n| {
            let at = Instant::now();
            file.write_all_at(&[n as u8; 4096], n % 256 * 4096).expect("there is room");
            file.sync_data().expect("the disk answers");
            at.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let _ = std::fs::remove_file(path);
    (took[took.len() / 2], took[took.len() * 95 / 100])
}

/// Of the last minute.
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}
