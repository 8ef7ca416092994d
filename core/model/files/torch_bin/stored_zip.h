#pragma once
#include "core/model/files/byte_source.h"

#include <cstdint>
#include <map>
#include <string>

namespace diffuscope {

// Where an entry's bytes lie in the archive.
struct ZipEntry {
    std::uint64_t offset = 0, size = 0;
};
using ZipDirectory = std::map<std::string, ZipEntry>;

// The directory of a zip archive whose entries are stored as they are, which is how PyTorch writes its files (zip64
// records included). Untrusted input: both headers of every entry are checked; compressed, encrypted, split, duplicate,
// overlapping and out-of-range entries throw Error with `happened`, the file and the entry.
// Format: PKWARE APPNOTE 6.3, sections 4.3.7 to 4.3.16.
ZipDirectory readZipDirectory(const ByteSource& source, const std::string& happened);

} // namespace diffuscope
