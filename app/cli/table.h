#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope::cli {

// Aligned columns, two spaces apart, without trailing blanks. Every row has as many cells as `header`. Widths count
// characters, not bytes.
std::string tableOf(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows);

std::string groupedText(std::int64_t number);      // "12,500"
std::string countText(std::int64_t number);        // three digits and a unit: "950", "1.23 M"
std::string fixedText(double value, int decimals); // "0.123"
std::string dateText(std::int64_t seconds);        // since 1970, local: "2026-11-23 14:05"

} // namespace diffuscope::cli
