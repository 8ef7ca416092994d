#pragma once
#include "core/gallery/database.h"

namespace diffuscope {

inline constexpr int kGalleryVersion = 2; // of the schema

// Makes the database ready for this program: makes its tables, brings older ones up to date. Throws Error for one of a
// newer version, which stays as it is, and DamagedDatabase for one that is damaged or of another program. Reads all of
// it where a program that was killed has left it.
void prepareGallery(Database& database);

// A seed as a column keeps it: a signed number in the same order.
std::int64_t seedColumn(std::uint64_t seed);
std::uint64_t seedIn(std::int64_t column);

} // namespace diffuscope
